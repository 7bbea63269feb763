"""Terraform states of known projects: exactly what is in them."""

import pytest
from readings import read

AWAY = ("IN_ACCOUNT", "IN_REGION", "IN_ZONE")
MODULE = "module.tf-8-wordpress-demo."


def related(seen):
    return {(a, t, b, r.fields["origin"]) for (a, t, b), r in seen.relations.items()}


def away(seen):
    return {one for one in related(seen) if one[1] not in AWAY}


def test_a_state_of_flat_maps_keeps_what_its_old_needs_say(sample):
    seen = read("terraform", sample("terraform/inframap-aws_hanging_edges.tfstate.json"))

    assert (seen.errors, seen.complete) == ([], True)
    assert {ci.class_name for ci in seen.cis.values()} == {
        *("cluster", "workload", "load_balancer", "cloud_resource")
    }
    assert len(seen.cis) == 7
    assert "9 aws_security_group_rule" in seen.noted()
    assert {(a.removeprefix(MODULE), t, b.removeprefix(MODULE)) for a, t, b in seen.relations} == {
        ("aws_ecs_service.wordpress", "RUNS_ON", "aws_ecs_cluster.ecs-cluster"),
        ("aws_ecs_service.wordpress", "DEPENDS_ON", "aws_security_group.ecs_service"),
        *(
            ("aws_lb.load-balancer", "DEPENDS_ON", f"aws_security_group.{name}")
            for name in (
                "generated_aws_lb_load-balancer",
                "generated_sg_aws_lb_load-balancer",
            )
        ),
    }


def test_azure_needs_that_dangle_make_nothing(sample):
    seen = read("terraform", sample("terraform/inframap-azure.tfstate"))
    account = "account/azure/508f906f-b287-4882-b038-c653fe001aa0"

    assert {key: (ci.class_name, ci.name) for key, ci in seen.cis.items() if key != account} == {
        "azurerm_linux_virtual_machine.myterraformvm": ("virtual_machine", "myVM"),
        "azurerm_linux_virtual_machine.myterraformvm2": ("virtual_machine", "myVM2"),
        "azurerm_virtual_network.myterraformnetwork": ("virtual_network", "myVnet"),
        "azurerm_virtual_network.myterraformnetwork2": ("virtual_network", "myVnet2"),
    }
    assert {(a, b) for a, t, b, _ in related(seen) if t == "IN_ACCOUNT"} == {
        (key, account) for key in seen.cis if key != account
    }
    assert away(seen) == {
        *(
            (
                f"azurerm_linux_virtual_machine.myterraformvm{number}",
                "CONNECTED_TO",
                f"azurerm_virtual_network.myterraformnetwork{number}",
                "declared",
            )
            for number in ("", "2")
        ),
        (
            "azurerm_virtual_network.myterraformnetwork",
            "LINKED_TO",
            "azurerm_virtual_network.myterraformnetwork2",
            "configured",
        ),
    }


def test_a_balancer_with_its_listener(sample):
    seen = read("terraform", sample("terraform/driftctl-aws_lb_listener.tfstate"))

    assert {key: ci.class_name for key, ci in seen.cis.items()} == {
        "aws_internet_gateway.gw": "cloud_resource",
        "aws_lb.test": "load_balancer",
        "aws_lb_target_group.test": "cloud_resource",
        "aws_security_group.lb_sg": "cloud_resource",
        "aws_subnet.main-1": "subnet",
        "account/aws/533948124879": "cloud_account",
        "region/aws/us-east-1": "region",
        "zone/aws/us-east-1a": "availability_zone",
    }
    vpc = "virtual_network provider_id=vpc-069eb1208f4f62f3c"
    assert {(a, t, b) for a, t, b, _ in away(seen)} == {
        ("aws_lb.test", "DEPENDS_ON", "aws_lb_target_group.test"),
        ("aws_lb.test", "DEPENDS_ON", "aws_security_group.lb_sg"),
        ("aws_lb.test", "CONNECTED_TO", "aws_subnet.main-1"),
        ("aws_lb.test", "CONNECTED_TO", "subnet provider_id=subnet-00499e85b962e382f"),
        ("aws_subnet.main-1", "CONNECTED_TO", vpc),
        ("aws_internet_gateway.gw", "CONNECTED_TO", vpc),
        ("aws_lb_target_group.test", "CONNECTED_TO", vpc),
        ("aws_security_group.lb_sg", "CONNECTED_TO", vpc),
    }
    assert seen.fields("aws_lb.test")["fqdn"] == (
        "test-lb-tf-2047934243.us-east-1.elb.amazonaws.com"
    )
    assert ("aws_subnet.main-1", "IN_ZONE", "zone/aws/us-east-1a") in seen.relations


def test_files_are_no_cis(sample):
    seen = read("terraform", sample("terraform/terraform-json-has_checks-state.json"))

    assert (seen.cis, seen.errors, seen.complete) == ({}, [], True)
    assert "2 local_file" in seen.noted()
    assert "Hello" not in repr(seen.all)


@pytest.mark.parametrize("name", ["terraform/infracost-example_plan.json", "terraform"])
def test_the_plan_is_refused_by_name(sample, name):
    seen = read("terraform", sample(name))

    assert "infracost-example_plan.json: is a Terraform plan" in seen.error()
    assert "cmdb check" in seen.error()
