"""A model that is wrong is refused with file, key and reason."""

import pytest

from cmdb.errors import Invalid
from cmdb.model import load

ROBOT = 'extends = "hardware"\nsummary = "Moves boxes."\n'
FOLLOWS = (
    'summary = "One goes where the other goes."\nverb = "follows"\nreverse_verb = "leads"\n'
    'strength = "soft"\n'
)
PAIR = '[[pairs]]\nfrom = ["robot"]\nto = ["server"]\n'


@pytest.fixture
def extra(tmp_path):
    """Makes a model folder of one's own from texts by path, and loads it."""

    def made(**texts):
        for name, text in texts.items():
            folder = tmp_path / ("relations" if name.isupper() else "classes")
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.toml").write_text(text)
        return load(tmp_path)

    return made


def wrong(extra, **texts):
    with pytest.raises(Invalid) as caught:
        extra(**texts)
    assert caught.value.remedy
    return caught.value


def test_a_folder_of_ones_own_adds_classes_and_relation_types(extra):
    model = extra(
        robot=ROBOT
        + '[attributes]\npayload_kg = { type = "number", unit = "kg", required = true }',
        fork_lift='extends = "robot"\nsummary = "Lifts."\n',
        FOLLOWS=FOLLOWS + PAIR,
    )

    assert model.ci_class("fork_lift").labels == ("CI", "Hardware", "Robot", "ForkLift")
    assert model.ci_class("fork_lift").layer == 5
    assert model.ci_class("fork_lift").attributes["payload_kg"].unit == "kg"
    assert model.allows("FOLLOWS", "fork_lift", "virtual_machine")
    assert model.allows("CONTAINED_IN", "fork_lift", "site"), "inherited from hardware"
    assert model.checked_ci("fork_lift", {"name": "f1", "payload_kg": 900})["payload_kg"] == 900.0
    with pytest.raises(Invalid, match="payload_kg: is missing"):
        model.checked_ci("fork_lift", {"name": "f1"})
    assert "robot" not in load().classes


def test_it_is_read_once(extra):
    assert extra(robot=ROBOT) is extra()


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        (ROBOT + 'colour = "red"', "colour", "unknown key"),
        (ROBOT + 'sumary = "x"', "sumary", "Did you mean summary?"),
        ('extends = "hardware"', "summary", "is missing"),
        ('summary = "x"', "extends", "is missing: every class but 'ci' has a parent"),
        (
            ROBOT.replace("hardware", "hardwear"),
            "extends",
            "no class 'hardwear'. Did you mean hardware",
        ),
        (ROBOT + "layer = 7", "layer", "less than or equal to 6"),
        (ROBOT + 'layer = "five"', "layer", "valid integer"),
        (ROBOT + 'icon = "A b"', "icon", "match pattern"),
        (ROBOT + 'identified_by = [["number"]]', "identified_by[0]", "no attribute 'number'"),
        (ROBOT + 'identified_by = [["tags"]]', "identified_by[0]", "'tags' is strings: it cannot"),
        (ROBOT + "identified_by = [[]]", "identified_by.0", "at least 1 item"),
        (ROBOT + '[attributes]\nx = { type = "float" }', "attributes.x.type", "'string', 'text'"),
        (ROBOT + '[attributes]\nx = { about = "y" }', "attributes.x.type", "is missing"),
        (
            ROBOT + '[attributes]\nx = { type = "string", requird = true }',
            "attributes.x.requird",
            "required",
        ),
        (
            ROBOT + '[attributes]\nx = { type = "integer", enum = ["1"] }',
            "attributes.x",
            "not for integer",
        ),
        (
            ROBOT + '[attributes]\nx = { type = "string", enum = [1] }',
            "attributes.x.enum.0",
            "valid string",
        ),
        (
            ROBOT + '[attributes]\nx = { type = "string", minimum = 1 }',
            "attributes.x",
            "not for string",
        ),
        (
            ROBOT + '[attributes]\nx = { type = "string", pattern = "(" }',
            "attributes.x.pattern",
            "regular",
        ),
        (ROBOT + '[attributes]\nid = { type = "string" }', "attributes.id", "'id' is taken"),
        (ROBOT + '[attributes]\nrev = { type = "string" }', "attributes.rev", "'rev' is taken"),
        (
            ROBOT + '[attributes]\nquorum = { type = "string" }',
            "attributes.quorum",
            "'quorum' is taken",
        ),
        (ROBOT + '[attributes]\nArm = { type = "string" }', "attributes.Arm", "'Arm' is no name"),
        (
            ROBOT + '[attributes]\nname = { type = "integer" }',
            "attributes.name",
            "cannot become integer",
        ),
        (
            ROBOT + '[attributes]\nname = { type = "string", required = false }',
            "attributes.name",
            "is required in a class above",
        ),
        (
            ROBOT + '[attributes]\nlifecycle = { type = "string", enum = ["operational", "lost"] }',
            "attributes.lifecycle",
            "may only narrow",
        ),
        (ROBOT + "[quorums]\nmembers = 0", "quorums.members", "0 is no quorum"),
        (ROBOT + '[quorums]\nmembers = "most"', "quorums.members", "'most' is no quorum"),
        (ROBOT + "[quorums]\nmember = 1", "quorums.member", "Did you mean members?"),
        (ROBOT + '[[examples]]\nname = "x"\nwheels = 4', "examples[0]", "wheels: no such field"),
        ("extends = ", "", "is no TOML"),
    ],
)
def test_a_wrong_class_is_refused_with_file_key_and_reason(extra, text, key, reason):
    error = wrong(extra, robot=text)

    (problem,) = error.problems
    assert problem.place.endswith(f"robot.toml: {key}" if key else "robot.toml")
    assert reason in problem.reason
    assert "robot.toml" in error.detail


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        (FOLLOWS, "pairs", "is missing"),
        (
            FOLLOWS + '[[pairs]]\nfrom = ["robots"]\nto = ["*"]',
            "pairs[0].from",
            "no class 'robots'",
        ),
        (FOLLOWS + '[[pairs]]\nfrom = ["robot"]\nto = []', "pairs.0.to", "at least 1 item"),
        (FOLLOWS + PAIR + 'form = ["x"]', "pairs.0.form", "Did you mean from?"),
        (FOLLOWS.replace("soft", "weak") + PAIR, "strength", "'hard', 'soft'"),
        (FOLLOWS + "quorum = 1\n" + PAIR, "quorum", "`group` is missing"),
        (FOLLOWS + 'group = "g"\nquorum = "0%"\n' + PAIR, "quorum", "is no quorum"),
        (FOLLOWS.replace("soft", "none") + 'group = "g"\n' + PAIR, "group", "is in no group"),
        (FOLLOWS + 'group = "g:{lane}"\n' + PAIR, "group", "no attribute 'lane'"),
        (
            FOLLOWS + 'group = "g:{lane}"\n' + PAIR + '[attributes]\nlane = { type = "string" }',
            "attributes.lane",
            "needs a `default`",
        ),
        (
            FOLLOWS + PAIR + '[attributes]\ngroup = { type = "string" }',
            "attributes.group",
            "already",
        ),
        (
            FOLLOWS + PAIR + '[attributes]\nfrom = { type = "string" }',
            "attributes.from",
            "is taken",
        ),
        (
            FOLLOWS + PAIR + '[[overrides]]\nwhen = { lane = "1" }\nstrength = "none"',
            "overrides[0].when.lane",
            "no attribute of that name",
        ),
        (
            FOLLOWS + PAIR + '[[overrides]]\nwhen = { origin = "seen" }\nstrength = "none"',
            "overrides[0].when.origin",
            "'seen' is none of",
        ),
    ],
)
def test_a_wrong_relation_type_is_refused_with_file_key_and_reason(extra, text, key, reason):
    error = wrong(extra, robot=ROBOT, FOLLOWS=text)

    (problem,) = error.problems
    assert problem.place.endswith(f"FOLLOWS.toml: {key}")
    assert reason in problem.reason


def test_a_cycle_in_the_class_tree_is_shown(extra):
    error = wrong(
        extra,
        a='extends = "b"\nsummary = "x"',
        b='extends = "c"\nsummary = "x"',
        c='extends = "a"\nsummary = "x"',
    )

    assert "the class tree has a cycle: a → b → c → a" in error.detail


def test_a_class_cannot_be_its_own_parent(extra):
    assert "cycle: a → a" in wrong(extra, a='extends = "a"\nsummary = "x"').detail


def test_a_shipped_class_cannot_be_said_again(extra):
    error = wrong(extra, server='extends = "hardware"\nsummary = "x"')

    assert "the class 'server' exists already" in error.detail


def test_a_shipped_relation_type_cannot_be_said_again(extra):
    error = wrong(extra, robot=ROBOT, RUNS_ON=FOLLOWS + PAIR)

    assert "the relation type 'RUNS_ON' exists already" in error.detail


def test_a_class_cannot_take_a_label_of_the_store(extra):
    assert "the label Event is taken" in wrong(extra, event=ROBOT).detail


def test_two_classes_cannot_share_a_label(extra):
    assert "its label A1 is that of the class" in wrong(extra, a1=ROBOT, a_1=ROBOT).detail


@pytest.mark.parametrize("name", ["Robot", "1st", "ro-bot"])
def test_a_class_is_named_as_a_name(extra, name):
    assert "the file's name must match" in wrong(extra, **{name: ROBOT}).detail


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "robot.toml").write_bytes('summary = "机器人"'.encode("gb18030"))

    with pytest.raises(Invalid, match=r"robot\.toml: is not UTF-8"):
        load(tmp_path)


@pytest.mark.parametrize("place", ["robot.toml", "classes/robot.yaml", "klasses/robot.toml"])
def test_a_file_that_nothing_would_read_is_refused(tmp_path, place):
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text(ROBOT)

    with pytest.raises(Invalid, match=r"robot|holds none of"):
        load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Invalid, match="is no folder"):
        load(tmp_path / "nowhere")


def test_notes_beside_the_model_are_no_mistake(tmp_path):
    (tmp_path / "README.md").write_text("Ours.")
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "robot.toml").write_text(ROBOT)
    (tmp_path / "classes" / "notes.md").write_text("Robots.")

    assert load(tmp_path).ci_class("robot").summary == "Moves boxes."


def test_a_thousand_levels_of_classes_are_odd_but_no_crash(extra):
    chain = {f"c{n}": f'extends = "c{n + 1}"\nsummary = "x"' for n in range(1000)}

    assert len(extra(**chain, c1000=ROBOT).ci_class("c0").ancestors) == 1003
