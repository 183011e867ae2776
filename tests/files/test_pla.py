"""PLA files: the meaning of the symbols by type, and facts known of real files."""

from pathlib import Path

import pytest

from ibsolve.errors import CaseFileError
from ibsolve.files import load_case, read_case
from ibsolve.files.pla import parse_pla

REAL = Path(__file__).parents[3] / "shared" / "data" / "pla"
needs_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="the espresso examples are not here")


def labels(text):
    return parse_pla(text, source="test.pla").outputs.labels()


def real(name, targets=()):
    return load_case(REAL / name, widths=[2, 1], targets=targets).table


def test_without_a_type_one_is_on_and_minus_is_dont_care():
    assert labels(".i 2\n.o 1\n11 1\n00 -\n01 0\n10 ~\n.e") == [None, "0", "0", "1"]


def test_type_f_takes_ones_only():
    assert labels(".i 2\n.o 1\n.type f\n11 1\n00 -\n") == ["0", "0", "0", "1"]


def test_type_fr_leaves_uncovered_inputs_free():
    assert labels(".i 2\n.o 1\n.type fr\n11 1\n00 0\n01 -\n") == ["0", None, None, "1"]


def test_type_fdr_takes_all_three_sets_and_leaves_uncovered_inputs_free():
    assert labels(".i 2\n.o 1\n.type fdr\n1- 1\n00 0\n10 -\n") == ["0", None, None, "1"]


def test_an_input_in_on_set_and_dont_care_set_is_dont_care():
    assert labels(".i 1\n.o 1\n1 1\n1 -\n") == ["0", None]


def test_an_input_in_on_set_and_off_set_is_refused_with_both_lines():
    with pytest.raises(
        CaseFileError,
        match=r"line 5: expected one value of output y on input 1, 0 by line 4, found 1",
    ):
        labels(".i 1\n.o 1\n.type fr\n- 0\n1 1\n")


def test_two_three_and_four_are_synonyms():
    assert labels(".i 2\n.o 1\n.type fdr\n12 4\n00 3\n01 0\n00 2\n") == [None, "0", "1", "1"]


def test_rows_may_be_split_by_blanks_tabs_and_bars():
    assert labels(".i\t2\n .o  2 \n\n1 1|1 0 # comment\n0\t1 01\r\n.end\n") == ["00", "01", "00", "10"]


def test_a_name_may_hold_a_number_sign_and_angle_brackets():
    assert parse_pla(".i 2\n.o 1\n.ilb a<0> b#1 # names\n", source="t").variables == ("a<0>", "b#1")


def test_every_fault_is_reported_with_its_line():
    with pytest.raises(CaseFileError, match=r"line 3: .*\n.*line 4: .*\n.*line 5: ") as caught:
        labels(".i 2\n.o 1\n1 1\n1x 1\n.mv 2\n11 1\n")
    assert len(caught.value.faults) == 3


def test_an_input_that_is_dont_care_for_a_chosen_output_leaves_the_support():
    text = ".i 2\n.o 2\n.ob s t\n11 1-\n00 01\n"
    assert len(read_case(text, source="t.pla", folder=Path(), widths=[1]).table.inputs) == 3
    assert len(read_case(text, source="t.pla", folder=Path(), widths=[1], targets=["s"]).table.inputs) == 4


def test_outputs_are_chosen_by_name_or_position_in_the_order_given():
    chosen = load_case(Path(__file__).parents[2] / "cases" / "rd53.pla", widths=[2, 1], targets=["s0", "0"])
    assert chosen.table.targets == ("s0", "s2")


@pytest.mark.parametrize("target", ["s3", "3", "-1", "٣", 3, -1, True, "9" * 5000])
def test_a_target_that_does_not_exist_is_refused(target):
    path = Path(__file__).parents[2] / "cases" / "rd53.pla"
    with pytest.raises(
        CaseFileError, match=r"rd53.pla: targets: expected one of s2, s1, s0, or a position from 0 to 2"
    ):
        load_case(path, widths=[2, 1], targets=[target])


def test_a_target_chosen_twice_is_refused():
    path = Path(__file__).parents[2] / "cases" / "rd53.pla"
    with pytest.raises(CaseFileError, match=r"expected every target once, found s1 again"):
        load_case(path, widths=[2, 1], targets=["s1", 1])


def test_a_pla_without_widths_is_refused_with_the_way_out():
    path = Path(__file__).parents[2] / "cases" / "rd53.pla"
    with pytest.raises(CaseFileError, match=r"rd53.pla: widths: .*found none \(pass --widths"):
        load_case(path)


def test_sixteen_inputs_and_five_thousand_rows_are_read():
    rows = "".join(f"{number * 2654435761 % 65536:016b} 1\n" for number in range(5000))
    assert parse_pla(f".i 16\n.o 1\n{rows}", source="t").outputs.ones[0].bit_count() == 5000


@needs_real_files
@pytest.mark.parametrize("path", sorted(REAL.glob("*.pla")), ids=lambda path: path.stem)
def test_real_file_is_read(path):
    assert load_case(path, widths=[2, 1], targets=[0]).table.inputs


@needs_real_files
def test_our_count_of_ones_is_the_real_one_with_other_names():
    ours = load_case(Path(__file__).parents[2] / "cases" / "rd53.pla", widths=[2, 1]).table
    real_one = real("rd53.pla", targets=[0, 2, 1])  # there the lowest bit stands in the middle
    assert ours.counts == real_one.counts
    assert ours.labels == real_one.labels == tuple(f"{count:03b}" for count in range(6))


@needs_real_files
def test_xor5_is_parity_under_the_names_of_the_file():
    table = real("xor5.pla")
    assert table.variables == ("d", "c", "b", "a", "e")
    assert table.targets == ("xor5",)
    assert table.target_bits() == [(sum(code) % 2,) for code in table.inputs]


@needs_real_files
def test_wim_keeps_ten_inputs():
    assert len(real("wim.pla").inputs) == 10


@needs_real_files
def test_9sym_is_on_where_three_to_six_inputs_are():
    table = real("9sym.pla")
    assert table.label_counts == (92, 420)
    assert table.target_bits() == [(int(3 <= sum(code) <= 6),) for code in table.inputs]


@needs_real_files
def test_squar5_gives_the_square_without_its_lowest_two_bits():
    table = real("squar5.pla")
    assert all(
        int("".join(map(str, bits)), 2) == int("".join(map(str, code)), 2) ** 2 >> 2
        for code, bits in zip(table.inputs, table.target_bits(), strict=True)
    )


@needs_real_files
def test_newill_names_have_brackets():
    assert real("newill.pla").variables[1] == "CPIPE1s<0>"
