"""TOML cases: what every key means, and what replaces it from outside."""

from fractions import Fraction
from pathlib import Path

import pytest

from ibsolve.errors import CaseFileError
from ibsolve.files import load_case, read_case
from ibsolve.problem import Problem

CASES = Path(__file__).parents[2] / "cases"
TWO = '[input]\nvariables = ["a", "b"]\n'


def read(body, **given):
    given.setdefault("widths", [2, 1])
    return read_case("format = 1\n" + body, source="test.toml", folder=CASES, **given)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_example_is_read_under_its_own_name_and_of_a_size_that_an_engine_carries(path):
    problem = load_case(path)
    assert problem.name == path.stem
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert len(problem.table.inputs) <= 512
    assert max(problem.widths) <= 4


def test_xor2_is_the_xor_of_two_inputs_on_two_layers():
    assert load_case(CASES / "xor2.toml") == Problem.from_truth_table("0110", [2, 1], variables=["a", "b"])


def test_or2_starred_has_its_law():
    assert load_case(CASES / "or2_starred.toml").table.input_counts == (7, 1, 1, 1)


def test_rd53_middle_is_one_on_two_or_three_ones():
    table = load_case(CASES / "rd53_middle.toml").table
    assert table.target_bits() == [(int(sum(code) in (2, 3)),) for code in table.inputs]


def test_votes_contradict_each_other():
    assert not load_case(CASES / "votes.toml").table.is_deterministic


def test_weights_are_divided_by_their_sum():
    law = '[input.probability]\n"00" = 2\n"01" = 2\n"11" = 4\n'
    same = '[input.probability]\n"00" = "1/4"\n"01" = "0.25"\n"11" = "5e-1"\n'
    target = '[target]\nexpression = "a ^ b"\n'
    assert read(TWO + law + target) == read(TWO + same + target)


def test_a_lone_string_one_is_a_probability():
    assert read(TWO + '[input.probability]\n"01" = "1"\n[target]\nexpression = "a"\n').table.inputs == (
        (0, 1),
    )


def test_inputs_not_listed_have_probability_zero():
    table = read(
        TWO + '[input.probability]\n"01" = 1\n"10" = 1\n"11" = 0\n[target]\nexpression = "a"\n'
    ).table
    assert table.inputs == ((0, 1), (1, 0))


@pytest.mark.parametrize(
    "target",
    [
        '[target]\nexpressions = ["a ^ b", "a & b"]',
        '[target]\ntruth_tables = ["0110", "0x1"]',
        '[target.table]\n00 = { 00 = 1 }\n01 = { 10 = 1 }\n10 = { 10 = "1.0" }\n11 = { 01 = 5 }',
    ],
)
def test_half_adder_may_be_said_in_many_ways(target):
    table = read(TWO + target).table
    assert table.targets == ("y0", "y1")
    assert table.target_bits() == [(0, 0), (1, 0), (1, 0), (0, 1)]


def test_named_expressions_name_the_targets():
    table = read(
        TWO + '[target.expressions]\ncarry = "a & b"\n"the sum" = "a ^ b"\n', targets=["the sum"]
    ).table
    assert (table.targets, table.labels, table.label_counts) == (("the sum",), ("0", "1"), (2, 2))


def test_a_table_may_have_labels_that_are_no_bits():
    table = read(
        TWO + '[input.probability]\n"00" = 1\n"11" = 1\n[target]\nnames = ["colour"]\n[target.table]\n'
        '"00" = { red = 1, "dark blue" = 2 }\n"11" = { red = 1 }\n"10" = { nobody = "reads" }\n'
    ).table
    assert (table.targets, table.labels, table.counts) == (
        ("colour",),
        ("dark blue", "red"),
        ((2, 1), (0, 3)),
    )


def test_choosing_a_target_of_a_table_sums_over_the_others():
    rows = '[target.table]\n"0" = { "00" = "1/4", "01" = "3/4" }\n"1" = { "10" = "1/2", "11" = "1/2" }\n'
    table = read('[input]\nvariables = ["a"]\n' + rows, targets=["y0"]).table
    assert (table.targets, table.counts) == (("y0",), ((1, 0), (0, 1)))


def test_rows_over_twenty_variables_are_read():
    names = ", ".join(f'"x{i}"' for i in range(20))
    code = "01" * 10
    table = read(
        f"[input]\nvariables = [{names}]\nprobability = {{ {code} = 1 }}\n"
        f"[target.table]\n{code} = {{ 1 = 1 }}\n"
    ).table
    assert len(table.variables) == 20


def test_rows_over_all_inputs_of_twenty_variables_are_refused():
    names = ", ".join(f'"x{i}"' for i in range(20))
    with pytest.raises(
        CaseFileError, match=r"test.toml: target.table: expected at most 16 when every input is listed"
    ):
        read(f'[input]\nvariables = [{names}]\n[target.table]\n"{"0" * 20}" = {{ "1" = 1 }}\n')


def test_variables_rename_the_inputs_of_a_pla():
    table = read('[input]\nvariables = ["a", "b", "c", "d", "e"]\n[target]\npla = "rd53.pla"\n').table
    assert table.variables == ("a", "b", "c", "d", "e")
    assert table.targets == ("s2", "s1", "s0")


def test_a_law_may_stand_beside_a_pla():
    table = read(
        '[input.probability]\n"00000" = 1\n"11111" = 3\n[target]\npla = "rd53.pla"\noutputs = [0]\n'
    ).table
    assert (table.inputs, table.counts) == (((0,) * 5, (1,) * 5), ((1, 0), (0, 3)))


def test_targets_given_outside_replace_the_outputs_of_the_file():
    body = '[target]\npla = "rd53.pla"\noutputs = ["s1"]\n'
    assert read(body, targets=["s2"]).table.targets == ("s2",)


def test_inputs_left_by_dont_cares_keep_their_proportions(tmp_path):
    (tmp_path / "free.pla").write_text(".i 1\n.o 1\n.type fr\n1 1\n", encoding="utf-8")
    (tmp_path / "free.toml").write_text(
        'format = 1\n[input.probability]\n0 = "1/2"\n1 = "1/2"\n[target]\npla = "free.pla"\n',
        encoding="utf-8",
    )
    problem = load_case(tmp_path / "free.toml", widths=[1])
    assert (problem.table.inputs, problem.name) == (((1,),), "free")


def test_a_data_set_gives_the_empirical_law_of_chosen_columns(tmp_path):
    (tmp_path / "d.csv").write_text(
        "id,a,y,b,w\n7,0,1,1,1.5\n8,0,1,1,0.5\n9,1,0,0,2\n3,1,1,1,0\n", encoding="utf-8"
    )
    body = (
        'format = 1\ninput.variables = ["b", "a"]\n[target]\ndata = "d.csv"\ncolumns = ["y"]\nweight = "w"\n'
    )
    table = read_case(body, source="t.toml", folder=tmp_path, widths=[1]).table
    assert (table.variables, table.inputs, table.counts) == (("b", "a"), ((0, 1), (1, 0)), ((1, 0), (0, 1)))


def test_the_last_column_of_a_data_set_is_its_target():
    table = load_case(CASES / "votes.csv", widths=[2, 1]).table
    assert table == load_case(CASES / "votes.toml").table
    assert load_case(CASES / "votes.csv", widths=[1], targets=["taxes", "0"]).table.targets == (
        "taxes",
        "roads",
    )


def test_a_data_set_without_widths_is_refused_with_the_way_out():
    with pytest.raises(CaseFileError, match=r"votes.csv: widths: .*\(pass --widths"):
        load_case(CASES / "votes.csv")


def test_arguments_replace_what_the_file_says():
    problem = load_case(CASES / "half_adder.toml", widths=[3, 1], epsilon="0.1", readout="any", targets=["1"])
    assert (problem.widths, problem.epsilon, problem.table.targets) == ((3, 1), Fraction(1, 10), ("carry",))
    assert problem.readout == "any"


def test_a_wrong_argument_is_placed_at_the_argument():
    with pytest.raises(
        CaseFileError, match=r"xor2.toml: widths: .*found \[0\]\n.*xor2.toml: epsilon: .*found 'much'"
    ):
        load_case(CASES / "xor2.toml", widths=[0], epsilon="much")


def test_a_text_that_begins_with_a_directive_is_read_as_pla():
    text = "# AND\n.i 2\n.o 1\n11 1\n.e\n"
    assert read_case(text, source="standard input", folder=Path(), widths=[1]).table.label_counts == (3, 1)


def test_an_unquoted_epsilon_may_be_an_integer():
    assert read(TWO + '[target]\nexpression = "a"\n[objective]\nepsilon = 1\n').epsilon == 1


@pytest.mark.parametrize(
    "value", ["inf", "nan", "1.0", "2020-01-01", "[1]", "{ x = 1 }", '"1/0"', '"0x1"', '""', '"1 / 2"', '"½"']
)
def test_a_probability_that_is_no_number_is_refused(value):
    with pytest.raises(CaseFileError, match=r'test.toml: input.probability."00": expected a (quoted|finite)'):
        read(TWO + f'[input.probability]\n"00" = {value}\n[target]\nexpression = "a"\n')


def test_digits_of_other_scripts_are_no_bits():
    with pytest.raises(CaseFileError, match=r"expected an input of 2 bits, each 0 or 1, found '٠١'"):
        read(TWO + '[input.probability]\n"٠١" = 1\n[target]\nexpression = "a"\n')


def test_a_law_whose_denominator_cannot_be_written_is_refused(tmp_path):
    rows = "".join(f"{i % 2},1,1/{10**99 + i}\n" for i in range(60))
    (tmp_path / "d.csv").write_text("a,y,w\n" + rows, encoding="utf-8")
    body = 'format = 1\n[target]\ndata = "d.csv"\ncolumns = ["y"]\nweight = "w"\n'
    with pytest.raises(CaseFileError, match=r"common denominator of at most 4000 digits, found a longer one"):
        read_case(body, source="t.toml", folder=tmp_path, widths=[1])


def test_a_column_in_two_roles_is_refused(tmp_path):
    (tmp_path / "d.csv").write_text("a,y\n0,1\n", encoding="utf-8")
    body = 'format = 1\ninput.variables = ["y"]\n[target]\ndata = "d.csv"\ncolumns = ["y"]\nweight = ["a"]\n'
    with pytest.raises(CaseFileError, match=r"(?s)target.weight: .*input.variables: .*\['y'\] in two roles"):
        read_case(body, source="t.toml", folder=tmp_path, widths=[1])


def test_a_table_of_the_wrong_kind_gets_a_message_of_readable_length(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("a,b\n" + "yes,no\n" * 1000, encoding="utf-8")
    with pytest.raises(CaseFileError, match=r"line 2: expected 0 or 1 in column a, found 'yes'") as caught:
        load_case(path, widths=[1])
    assert (len(caught.value.faults), caught.value.unlisted) == (50, 1950)
    assert str(caught.value).splitlines()[-1] == "and 1950 more faults"


@pytest.mark.parametrize(("value", "side"), [("1e910", "above"), ("1e-910", "below")])
def test_a_sum_too_long_to_print_is_said_in_words(value, side):
    with pytest.raises(CaseFileError, match=rf"probabilities that sum to exactly 1, found a sum {side} 1$"):
        read(TWO + f'[input.probability]\n"00" = "{value}"\n[target]\nexpression = "a"\n')
