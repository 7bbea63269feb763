"""Which classes of CIs a Terraform resource type can be. Pure.

Only for these types a CI's name counts as a match: a role, a rule or an alarm often bears the
name of the machine that it is about, and must not be taken for it.
"""

_KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            *("db_instance", "database_instance", "rds_instance", "rds_cluster", "db_cluster"),
            *("cluster_instance", "sql_server", "flexible_server"),
        ),
        ("database_instance", "database_cluster"),
    ),
    (("database", "sql_database"), ("database",)),
    (
        (
            *("elasticache_cluster", "replication_group", "redis_instance", "redis_cache"),
            "kvstore_instance",
        ),
        ("cache",),
    ),
    (("eks_cluster", "container_cluster", "kubernetes_cluster"), ("kubernetes_cluster",)),
    (("bucket", "storage_container", "storage_account"), ("object_store",)),
    (
        ("lambda_function", "cloudfunctions_function", "fc_function", "function_app"),
        ("function",),
    ),
    (("lb", "alb", "elb", "nlb", "slb", "load_balancer"), ("load_balancer",)),
    (("ebs_volume", "disk", "volume"), ("storage_volume",)),
    (("sqs_queue", "servicebus_queue", "mq_queue"), ("queue",)),
    (("route53_zone", "dns_zone", "managed_zone"), ("dns_zone",)),
    (("vpc", "compute_network", "virtual_network"), ("virtual_network",)),
    (("subnet", "subnetwork", "vswitch"), ("subnet",)),
    (("cdn_domain", "cloudfront_distribution", "waf_instance"), ("cloud_resource",)),
    (
        ("deployment", "stateful_set", "daemon_set", "daemonset", "cron_job"),
        ("workload",),
    ),
    (("instance", "virtual_machine", "server", "droplet", "vm"), ("server",)),
)

GENERIC = "cloud_resource"
"""What a thing in a cloud is taken for by those who do not look closely."""
CLAIMED = tuple(sorted({one for _, found in _KINDS for one in found} - {GENERIC}))
"""All classes that some resource type can be of."""


def classes(type_: str) -> tuple[str, ...]:
    """Return the classes that a CI of this resource type can be of; none: its name says nothing."""
    words = type_.partition("_")[2].removesuffix("_v1")
    for endings, found in _KINDS:
        if any(words == ending or words.endswith(f"_{ending}") for ending in endings):
            return found
    return ()
