"""Every malformed file under cases/malformed gives the message it should, and nothing else."""

import re
from pathlib import Path

import pytest

from ibsolve.errors import CaseFileError
from ibsolve.files import load_case

FOLDER = Path(__file__).parents[2] / "cases" / "malformed"

EXPECTED = {
    "after_end.pla": r"line 6: expected nothing after the end on line 5, found '00 1'",
    "cell.csv": r"cell\.csv, line 3: expected 0 or 1 in column b, found '2'",
    "companion_stray.toml": (
        r"target\.columns: expected this key only beside data, found it beside expression"
    ),
    "data_columns.toml": (
        r"target\.columns: expected the names of the target columns, found no such key \(the "
        r"columns are roads,"
    ),
    "data_probability.toml": r"input\.probability: expected no law of the inputs beside data",
    "directive_repeated.pla": r"line 4: expected \.o once, found \.o again after line 3",
    "directive_unknown.pla": r"""line 4: expected one of \.i .*found \'\.ilp\' \(did you mean "\.ilb"\?\)""",
    "empty.toml": r"empty\.toml: expected text, found an empty file",
    "encoding.toml": r"encoding\.toml, line 3: expected text in UTF-8, found the byte 0xe9",
    "epsilon_float.toml": r'objective\.epsilon: expected a string .*found 0\.1 \(quote it: "0\.1"\)',
    "epsilon_negative.toml": r"objective\.epsilon: expected a number of bits >= 0 .*found '-1/10'",
    "expression_code.toml": (
        r"target\.expression: expected a variable among a, b, found '__import__' at column 1"
    ),
    "expression_nested.toml": r"target\.expression: expected variables, 0, 1, .*too many nested parentheses",
    "expression_open.toml": r"target\.expression: expected variables, .*'\(' was never closed",
    "expression_variable.toml": r"expected a variable among a, b, found 'c' at column 5",
    "format_missing.toml": r"format_missing\.toml: format: expected format = 1, found no such key",
    "format_two.toml": r": format: expected format = 1, found 2",
    "header_empty.csv": r"line 1: expected a printable name for every column, found ''",
    "header_only.csv": r"header_only\.csv: expected one row or more below the header, found none",
    "header_repeated.csv": (
        r"header_repeated\.csv, line 1: expected columns with different names, found 'a' more than once"
    ),
    "inputs_missing.pla": r"inputs_missing\.pla, line 3: expected \.i before the first row, found '11 1'",
    "inputs_too_many.pla": r"line 2: expected \.i and a number of inputs from 1 to 16, found '17'",
    "integer_long.toml": r"expected numbers of at most 4000 digits, found a longer one",
    "integer_long_hexadecimal.toml": r'input\.probability\."00": expected an integer of at most 4000 digits',
    "key_unknown.toml": (
        r"network\.widhts: expected one of the keys widths, found the unknown key \'widhts\' "
        r'\(did you mean "widths"\?\)'
    ),
    "labels.pla": r"line 4: expected 2 names, as many as \.i says, found 3",
    "labels_repeated.pla": r"line 4: expected names that differ, found 'a' more than once",
    "many_faults.toml": r"(?s)format: .*input\.probability\.\"00\": .*objective\.epsilon: ",
    "multiple_valued.pla": r"line 2: expected a two-valued PLA, found \.mv \(multiple-valued variables\)",
    "name_not_printable.toml": r"name: expected a printable string",
    "nested.toml": r"nested\.toml.*: expected TOML, found .*nested",
    "on_and_off.pla": r"line 6: expected one value of output y on input 11, 1 by line 5, found 0",
    "only_dont_cares.pla": (
        r"expected an input of positive probability on which every chosen output is defined, "
        r"found only don't-cares"
    ),
    "phase.pla": r"line 4: expected a two-valued PLA, found \.phase \(output phases\)",
    "pla_missing.toml": r"target\.pla: .*nowhere\.pla: expected a file, found none",
    "pla_output.toml": r"target\.outputs: expected one of s2, s1, s0, or a position from 0 to 2, found 's3'",
    "pla_variables.toml": r"input\.variables: expected 5 names, one an input of .*found 2",
    "probability_boolean.toml": r"or an integer weight, found True",
    "probability_code.toml": (
        r"""input\.probability\."000": expected an input of 2 bits, each 0 or 1, found \'000\'"""
    ),
    "probability_float.toml": (
        r'input\.probability\."00": expected a quoted probability.*found 0\.5 \(quote it: "0\.5"\)'
    ),
    "probability_huge_exponent.toml": r"expected a finite number such as .* found '1e999999999'",
    "probability_mixed.toml": (
        r"expected only strings \(probabilities\) or only integers \(weights\), found both"
    ),
    "probability_nan.toml": r"expected a finite number such as .* found 'nan'",
    "probability_negative.toml": r"""input\.probability\."11": expected a number >= 0, found \'-1/2\'""",
    "probability_sum.toml": (
        r"input\.probability: expected probabilities that sum to exactly 1, found a sum of 9/10"
    ),
    "probability_zero.toml": r"input\.probability: expected a positive sum, found only zeros",
    "quote_open.csv": r"quote_open\.csv, line 2: expected a row of CSV, found unexpected end of data",
    "ragged.csv": r"ragged\.csv, line 3: expected 3 cells, one a column, found 2",
    "readout_equal_widths.toml": r"network\.widths: expected 1 output neurons, one a target bit",
    "readout_unknown.toml": r"""objective\.readout: expected \"any\" or \"equal\", found 'exact'""",
    "row_count.pla": (
        r"line 4: expected as many rows as \.p says, 3, found 1 rows \(correct the number or "
        r"leave \.p out\)"
    ),
    "row_length.pla": r"line 4: expected a row of 2 input and 1 output symbols, found 4 symbols in '111 1'",
    "row_output_symbol.pla": r"line 4: expected output symbols 0, 1, -, ~, 2, 3 or 4, found '5'",
    "row_symbol.pla": r"line 4: expected input symbols 0, 1, - or 2, found 'x'",
    "section_no_table.toml": r"network: expected a table \[network\], found 3",
    "section_unknown.toml": r'did you mean "objective"\?',
    "symbolic.pla": r"found \.symbolic \(symbolic variables\)",
    "syntax.toml": r"syntax\.toml, line 4: expected TOML, found expected '=' after a key",
    "table_names.toml": r"target\.names: expected 1 names, one a bit of the labels",
    "table_row_missing.toml": (
        r"target\.table: expected a row for every input of positive probability, found none for 11"
    ),
    "table_row_sum.toml": (
        r'target\.table\."00": expected probabilities that sum to exactly 1, found a sum of 11/10'
    ),
    "target_missing.toml": r"target: expected exactly one of expression, .*, found none of them",
    "target_twice.toml": r"target: expected exactly one of .*found expression and truth_table",
    "truth_table_length.toml": (
        r"target\.truth_table: expected as many bits, 2\^n for n = 2 .*found 3 in '011'"
    ),
    "truth_table_symbol.toml": r"target\.truth_tables\[1\]: expected bits 0 and 1, found '01x0'",
    "type.pla": r"line 4: expected \.type and one of f, fd, fr, fdr, found 'dr'",
    "variables_missing.toml": r"input\.variables: expected the names of the inputs, found no such key",
    "variables_no_identifiers.toml": r"input\.variables: expected identifiers.*found 'b-1'",
    "variables_repeated.toml": r"input\.variables: expected names that differ, found 'a' more than once",
    "variables_too_many.toml": (
        r"target\.expression: expected at most 16 variables for an expression, found 17 \(list "
        r"the inputs"
    ),
    "widths_boolean.toml": r"network\.widths: expected one whole number a layer.*found \[True\]",
    "widths_missing.toml": (
        r"network\.widths: expected the neurons of each layer such as \[2, 1\], found no such key "
        r"\(or pass --widths\)"
    ),
    "widths_zero.toml": (
        r"network\.widths: expected one whole number a layer, each from 1 to 256, found \[0, 1\]"
    ),
}

MORE_THAN_ONE_FAULT = {
    "key_unknown.toml": 2,  # the unknown key, and the one that is missing for it
    "many_faults.toml": 5,
    "probability_float.toml": 2,
    "section_no_table.toml": 2,
}


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.iterdir()))
def test_malformed_file_is_refused_with_its_message(file):
    assert file in EXPECTED, f"say in EXPECTED what {file} should answer"
    widths = None if file.endswith(".toml") else [2, 1]
    with pytest.raises(CaseFileError, match=EXPECTED[file]):
        load_case(FOLDER / file, widths=widths)


@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_malformed_file_has_as_many_faults_as_ways_of_being_wrong(file):
    with pytest.raises(CaseFileError, match=re.escape(".")) as caught:
        load_case(FOLDER / file, widths=None if file.endswith(".toml") else [2, 1])
    assert len(caught.value.faults) == MORE_THAN_ONE_FAULT.get(file, 1), str(caught.value)


@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_every_fault_begins_with_the_file(file):
    with pytest.raises(CaseFileError, match=re.escape(".")) as caught:
        load_case(FOLDER / file, widths=None if file.endswith(".toml") else [2, 1])
    folders = (str(FOLDER), str(FOLDER / ".."))
    assert all(fault.where.startswith(folders) for fault in caught.value.faults)
