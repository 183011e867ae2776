"""The compiled search for one layer: sets of neurons, chosen one by one, cut by what they cannot beat.

Everything is a bitmask over the points below the layer, kept in an int64. A partial layer is the
cells of its codes and their blocks; a block is what a cell has in common with a class of the minimal
sufficient partition (epsilon = 0) or the cell itself (epsilon > 0). Refining never lowers the entropy
of the blocks, so that entropy bounds every layer that contains the neurons chosen so far (R3).

Floats decide where they are sure. Where a value lies within `margin` of the cut the masses of its
blocks are looked up among the verdicts of exact arithmetic; a missing verdict is a question to the
caller, who answers it and resumes the search at the same place.
"""

from __future__ import annotations

import math

import numpy as np

from ibsolve.compiled import compiled

# How a run ends.
DONE, PAUSED, FULL, QUESTION = range(4)

# What a complete layer must be, and what becomes of it.
REFINE_BEST, REFINE_EMIT, REFINE_EMIT_OR_CLOSE, TARGETS_BEST, TARGETS_EMIT, ONE_BEST = range(6)
"""REFINE: the layer keeps the distortion bound by itself. TARGETS: neurons above it can realise
the targets. ONE: a single neuron above it keeps the distortion bound. BEST: only an improvement
counts, and it lowers the cut at once. EMIT: every layer that is not cut goes to the caller.
OR_CLOSE: a layer above which the targets can stand, and with them all layers, is an improvement."""

# Kinds of question.
VALUE, DISTORTION = range(2)

# Entries of the array `state`, which carries a search from one run to the next.
LEVEL, NODES, EMITTED, FOUND, QUESTION_KIND = range(5)
STATE_SIZE = 5

# Entries of the array `bounds`, bits: the value to beat, the width of doubt, what the layers above
# cost at least, and the greatest H(Y|X_n) that keeps the distortion bound.
CUT, MARGIN, REST, EQUIVOCATION = range(4)
BOUNDS_SIZE = 4

QUESTION_WIDTH = 80
"""Most masses in a question: 64 blocks, a separator and the two blocks of an output neuron."""


@compiled
def table_sum(mask, table):
    """Sum over the points of a mask of weights tabulated by bytes, shape (chunks, 256)."""
    total = table[0, mask & 255]
    for chunk in range(1, table.shape[0]):
        total += table[chunk, (mask >> (8 * chunk)) & 255]
    return total


@compiled
def surprise(mask, measure, masses):
    """−p log2 p of the mass p of a mask, bits; from the table of all masks where there is one."""
    if measure.shape[0] > 1:
        return measure[mask]
    p = table_sum(mask, masses)
    return -p * math.log2(p) if p > 0.0 else 0.0


@compiled
def equivocation(mask, doubts, label_masses):
    """p(mask)·H(Y|mask), bits; from the table of all masks where there is one.

    label_masses: shape (labels, chunks, 256).
    """
    if doubts.shape[0] > 1:
        return doubts[mask]
    total = 0.0
    value = 0.0
    for label in range(label_masses.shape[0]):
        p = table_sum(mask, label_masses[label])
        if p > 0.0:
            value -= p * math.log2(p)
            total += p
    if total > 0.0:
        value += total * math.log2(total)
    return value


@compiled
def refined_costs(columns, blocks, measure, masses):
    """Entropy of the blocks refined by each column alone, bits."""
    costs = np.empty(columns.shape[0])
    for i in range(columns.shape[0]):
        cost = 0.0
        for block in blocks:
            inside = block & columns[i]
            cost += surprise(inside, measure, masses) + surprise(block ^ inside, measure, masses)
        costs[i] = cost
    return costs


@compiled
def has_extension(on, off, functions):
    """Whether a threshold function is 1 on the codes `on` and 0 on `off`."""
    for function in functions:
        if function & on == on and function & off == 0:
            return True
    return False


@compiled
def sorted_masses(blocks, count, separator, keys, question):
    """Write the masses of the blocks, ascending, and return how many there are.

    Blocks from `separator` on are those of an output neuron; they are sorted apart behind a −1.
    """
    n = 0
    start = 0
    for b in range(count):
        if b == separator:
            question[n] = -1
            n += 1
            start = n
        if blocks[b] == 0:
            continue
        key = table_sum(blocks[b], keys)
        at = n
        while at > start and question[at - 1] > key:
            question[at] = question[at - 1]
            at -= 1
        question[at] = key
        n += 1
    return n


@compiled
def known_verdict(question, length, rows, lengths, signs, known):
    """The exact verdict on these masses, or 2 where there is none yet."""
    for row in range(known):
        if lengths[row] == length:
            i = 0
            while i < length and rows[row, i] == question[i]:
                i += 1
            if i == length:
                return signs[row]
    return 2


@compiled
def refined_cost(blocks, count, cost, column, measure, masses):
    """Entropy of blocks of known entropy once a column splits them, bits."""
    for b in range(count):
        inside = blocks[b] & column
        outside = blocks[b] ^ inside
        if inside != 0 and outside != 0:
            cost += surprise(inside, measure, masses)
            cost += surprise(outside, measure, masses)
            cost -= surprise(blocks[b], measure, masses)
    return cost


@compiled
def refined_equivocation(blocks, count, value, column, doubts, label_masses):
    """H(Y|blocks), bits, once a column splits them."""
    for b in range(count):
        inside = blocks[b] & column
        outside = blocks[b] ^ inside
        if inside != 0 and outside != 0:
            value += equivocation(inside, doubts, label_masses)
            value += equivocation(outside, doubts, label_masses)
            value -= equivocation(blocks[b], doubts, label_masses)
    return value


@compiled
def refine(blocks, count, column, out):
    """Write the non-empty parts of the blocks inside and outside a column; how many there are."""
    n = 0
    for b in range(count):
        inside = blocks[b] & column
        outside = blocks[b] ^ inside
        if outside != 0:
            out[n] = outside
            n += 1
        if inside != 0:
            out[n] = inside
            n += 1
    return n


@compiled
def classes_within(cell, parts):
    """How many of the classes a cell meets."""
    n = 0
    for part in parts:
        if cell & part != 0:
            n += 1
    return n


@compiled
def mixed_points(cells, count, target):
    """The union of the cells in which a target takes both values."""
    mixed = np.int64(0)
    for c in range(count):
        ones = cells[c] & target
        if ones != 0 and ones != cells[c]:
            mixed |= cells[c]
    return mixed


@compiled
def has_at_least(mask, least):
    """Whether a mask has that many points."""
    while least > 0 and mask != 0:
        mask &= mask - 1
        least -= 1
    return least <= 0


@compiled
def realises_targets(cells, count, column, targets, functions):
    """Whether one neuron for each target can stand above the cells split by a last column."""
    for target in targets:
        on = np.int64(0)
        off = np.int64(0)
        for c in range(count):
            inside = cells[c] & column
            outside = cells[c] ^ inside
            ones = inside & target
            if ones != 0:
                on |= np.int64(1) << (2 * c + 1)
            if ones != inside:
                off |= np.int64(1) << (2 * c + 1)
            ones = outside & target
            if ones != 0:
                on |= np.int64(1) << (2 * c)
            if ones != outside:
                off |= np.int64(1) << (2 * c)
        if on & off != 0 or not has_extension(on, off, functions):
            return False
    return True


@compiled
def tabulate_unions(cells, count, column, unions):
    """Write the union of every set of codes of the cells split by a column, by bytes of codes."""
    codes = 2 * count
    chunks = max(1, codes // 8)
    for chunk in range(chunks):
        unions[chunk, 0] = 0
        for bit in range(min(8, codes)):
            code = 8 * chunk + bit
            inside = cells[code // 2] & column
            cell = inside if code % 2 == 1 else cells[code // 2] ^ inside
            for subset in range(1 << bit):
                unions[chunk, subset | 1 << bit] = unions[chunk, subset] | cell
    return chunks


@compiled
def output_of(function, unions, chunks):
    """The points on which a neuron fires that computes a function of the codes."""
    output = np.int64(0)
    for chunk in range(chunks):
        output |= unions[chunk, (function >> (8 * chunk)) & 255]
    return output


@compiled
def cheapest_output(cells, count, column, bounds, tables, verdicts, unions):
    """The output neuron of least entropy above the cells split by a last column.

    Returns its outputs as a mask; −1 where none keeps the distortion bound, −2 for a question.
    """
    _, _, _, _, _, functions, all_points, _, _, doubts, label_masses, keys, joint_keys = tables
    _, _, _, rows, lengths, signs, known, pair, question = verdicts
    chunks = tabulate_unions(cells, count, column, unions)
    everything = all_points[0]
    total = table_sum(everything, keys)
    least = total + 1
    chosen = np.int64(-1)
    for function in functions:
        output = output_of(function, unions, chunks)
        mass = table_sum(output, keys)
        mass = min(mass, total - mass)
        if mass >= least:
            continue
        lost = equivocation(output, doubts, label_masses)
        lost += equivocation(everything ^ output, doubts, label_masses)
        if lost > bounds[EQUIVOCATION] + bounds[MARGIN]:
            continue
        if lost > bounds[EQUIVOCATION] - bounds[MARGIN]:
            pair[0] = output
            pair[1] = everything ^ output
            n = sorted_masses(pair, 2, -1, joint_keys, question)
            sign = known_verdict(question, n, rows, lengths, signs, known[1])
            if sign == 2:
                question[QUESTION_WIDTH - 1] = n
                return np.int64(-2)
            if sign > 0:
                continue
        least = mass
        chosen = output
    return chosen


@compiled
def explore(tables, frames, verdicts, state, bounds, kind, ties, size, budget, best, emitted):
    """Search all sets of `size` columns from where `state` says, and return how the run ended.

    ties: 1 to keep what equals the cut as well. budget: candidates to look at before a pause.
    best: the columns of the best layer, then the output of its neuron. emitted: rows of columns.
    """
    # Plain tuples: what has a class would tie the compiled cache on disk to the class's name.
    (
        columns, orbits, parts, targets, disagreements, functions,
        all_points, measure, masses, doubts, label_masses, keys, joint_keys,
    ) = tables  # fmt: skip
    (
        cells, blocks, counts, costs, equivocations, lists, rows, positions,
        lengths, done, mixed_cells, wanted, scratch, unions,
    ) = frames  # fmt: skip
    value_rows, value_lengths, value_signs, lost_rows, lost_lengths, lost_signs, known, _, question = verdicts
    everything = all_points[0]
    has_targets = kind in (TARGETS_BEST, TARGETS_EMIT)
    has_output = kind == ONE_BEST
    emits = kind in (REFINE_EMIT, REFINE_EMIT_OR_CLOSE, TARGETS_EMIT)
    level = state[LEVEL]
    while level >= 0:
        left = size - level
        row, at, length = rows[level], positions[level], lengths[level]
        count = counts[level]
        if at >= length:
            level -= 1
            if level == 0:
                done[orbits[lists[0, positions[0] - 1]]] = 1
            continue
        if budget <= 0:
            state[LEVEL] = level
            return PAUSED
        if left > 1:
            # Choose one more neuron that is not the last: a new frame.
            budget -= 1
            index = lists[row, at]
            if level == 0 and done[orbits[index]] == 1:
                positions[level] = at + 1
                continue
            column = columns[index]
            cost = refined_cost(blocks[level], count, costs[level], column, measure, masses)
            if cost + bounds[REST] > bounds[CUT] + bounds[MARGIN]:
                positions[level] = at + 1
                continue
            n = refine(blocks[level], count, column, blocks[level + 1])
            if cost + bounds[REST] > bounds[CUT] - bounds[MARGIN]:
                length = sorted_masses(blocks[level + 1], n, -1, keys, question)
                sign = known_verdict(question, length, value_rows, value_lengths, value_signs, known[0])
                if sign == 2:
                    question[QUESTION_WIDTH - 1] = length
                    state[LEVEL] = level
                    state[QUESTION_KIND] = VALUE
                    return QUESTION
                if sign >= ties:
                    positions[level] = at + 1
                    continue
            state[NODES] += 1
            positions[level] = at + 1
            viable = True
            for c in range(1 << level):
                inside = cells[level, c] & column
                cells[level + 1, 2 * c] = cells[level, c] ^ inside
                cells[level + 1, 2 * c + 1] = inside
                if parts.shape[0] > 1 and (
                    classes_within(inside, parts) > 1 << (left - 1)
                    or classes_within(cells[level, c] ^ inside, parts) > 1 << (left - 1)
                ):
                    viable = False
                    break
            if viable and has_targets and left == 2:
                for t in range(targets.shape[0]):
                    mixed = mixed_points(cells[level + 1], 2 << level, targets[t])
                    pure = everything & ~mixed
                    if not has_at_least(pure, disagreements[t]):
                        viable = False
                        break
            if not viable:
                continue
            counts[level + 1] = n
            costs[level + 1] = cost
            if label_masses.shape[0] > 0:
                equivocations[level + 1] = refined_equivocation(
                    blocks[level], count, equivocations[level], column, doubts, label_masses
                )
            if left == 2:
                rows[level + 1] = row
                positions[level + 1] = at + 1
                lengths[level + 1] = lengths[level]
            else:
                kept = 0
                for k in range(at + 1, lengths[level]):
                    other = lists[row, k]
                    if level == 0 and done[orbits[other]] == 1:
                        continue
                    least = refined_cost(blocks[level + 1], n, cost, columns[other], measure, masses)
                    if least + bounds[REST] <= bounds[CUT] + bounds[MARGIN]:
                        lists[level + 1, kept] = other
                        kept += 1
                budget -= lengths[level] - at
                rows[level + 1] = level + 1
                positions[level + 1] = 0
                lengths[level + 1] = kept
            level += 1
            continue

        # The last neuron of the layer: what it must do on the cells that are still mixed.
        half = 1 << level
        mixed_count = 0
        if has_targets:
            mixed_count = targets.shape[0]
            for t in range(mixed_count):
                mixed_cells[t] = mixed_points(cells[level], half, targets[t])
                wanted[t] = targets[t] & mixed_cells[t]
        elif parts.shape[0] > 1:
            for c in range(half):
                cell = cells[level, c]
                if classes_within(cell, parts) > 1:
                    mixed_cells[mixed_count] = cell
                    for part in parts:
                        if cell & part != 0:
                            wanted[mixed_count] = cell & part
                    mixed_count += 1
        positions[level] = length
        while at < length:
            if budget <= 0:
                positions[level] = at
                state[LEVEL] = level
                return PAUSED
            index = lists[row, at]
            column = columns[index]
            at += 1
            budget -= 1
            fits = True
            for t in range(mixed_count):
                gap = (column & mixed_cells[t]) ^ wanted[t]
                if gap != 0 and gap != mixed_cells[t]:
                    fits = False
                    break
            if not fits or (row == 0 and level > 0 and done[orbits[index]] == 1):
                continue
            state[NODES] += 1
            cost = refined_cost(blocks[level], count, costs[level], column, measure, masses)
            if cost + bounds[REST] > bounds[CUT] + bounds[MARGIN]:
                continue
            output = np.int64(0)
            value = cost + bounds[REST]
            n = -1
            if label_masses.shape[0] > 0:
                lost = refined_equivocation(
                    blocks[level], count, equivocations[level], column, doubts, label_masses
                )
                if value + lost - bounds[EQUIVOCATION] > bounds[CUT] + bounds[MARGIN]:
                    continue
                if has_output:
                    budget -= functions.shape[0]
                    output = cheapest_output(cells[level], half, column, bounds, tables, verdicts, unions)
                    if output == -1:
                        continue
                    if output == -2:
                        positions[level] = at - 1
                        state[LEVEL] = level
                        state[QUESTION_KIND] = DISTORTION
                        return QUESTION
                    value = (
                        cost
                        + surprise(output, measure, masses)
                        + surprise(everything ^ output, measure, masses)
                    )
                    if value > bounds[CUT] + bounds[MARGIN]:
                        continue
                elif lost > bounds[EQUIVOCATION] + bounds[MARGIN]:
                    continue
                elif lost > bounds[EQUIVOCATION] - bounds[MARGIN]:
                    n = refine(blocks[level], count, column, scratch)
                    length_d = sorted_masses(scratch, n, -1, joint_keys, question)
                    sign = known_verdict(question, length_d, lost_rows, lost_lengths, lost_signs, known[1])
                    if sign == 2:
                        question[QUESTION_WIDTH - 1] = length_d
                        positions[level] = at - 1
                        state[LEVEL] = level
                        state[QUESTION_KIND] = DISTORTION
                        return QUESTION
                    if sign > 0:
                        continue
            if has_targets and not realises_targets(cells[level], half, column, targets, functions):
                continue
            n = refine(blocks[level], count, column, scratch)
            separator = -1
            if has_output:
                separator = n
                scratch[n] = output
                scratch[n + 1] = everything ^ output
                n += 2
            length_v = sorted_masses(scratch, n, separator, keys, question)
            if value > bounds[CUT] - bounds[MARGIN]:
                sign = known_verdict(question, length_v, value_rows, value_lengths, value_signs, known[0])
                if sign == 2:
                    question[QUESTION_WIDTH - 1] = length_v
                    positions[level] = at - 1
                    state[LEVEL] = level
                    state[QUESTION_KIND] = VALUE
                    return QUESTION
                if sign >= ties:
                    continue
            closes = kind == REFINE_EMIT_OR_CLOSE and realises_targets(
                cells[level], half, column, targets, functions
            )
            if emits and not closes:
                for j in range(level):
                    emitted[state[EMITTED], j] = columns[lists[rows[j], positions[j] - 1]]
                emitted[state[EMITTED], level] = column
                if has_output:
                    emitted[state[EMITTED], level + 1] = output
                state[EMITTED] += 1
                if state[EMITTED] == emitted.shape[0]:
                    positions[level] = at
                    state[LEVEL] = level
                    return FULL
                continue
            for j in range(level):
                best[j] = columns[lists[rows[j], positions[j] - 1]]
            best[level] = column
            best[level + 1] = output
            bounds[CUT] = value
            state[FOUND] += 1
            # The new cut: what has the same masses ties with it, all other verdicts are void.
            known[0] = 1
            value_lengths[0] = length_v
            value_signs[0] = 0
            for i in range(length_v):
                value_rows[0, i] = question[i]
    state[LEVEL] = -1
    return DONE


@compiled
def explore_distortion(tables, frames, verdicts, state, bounds, kind, ties, size, budget, best, emitted):
    """As `explore`, for the least H(Y|X_ν): the cut is on H(Y|layer), which refining lowers.

    So nothing bounds a partial layer, but above a complete one the value only grows (R1).
    """
    columns, orbits, _, _, _, functions, all_points, _, _, doubts, label_masses, _, joint_keys = tables
    cells, _, _, _, values, _, _, positions, _, done, _, _, scratch, unions = frames
    _, _, _, rows, lengths, signs, known, _, question = verdicts
    everything = all_points[0]
    has_output = kind == ONE_BEST
    level = state[LEVEL]
    while level >= 0:
        at = positions[level]
        if at >= columns.shape[0]:
            level -= 1
            if level == 0:
                done[orbits[positions[0] - 1]] = 1
            continue
        if budget <= 0:
            state[LEVEL] = level
            return PAUSED
        budget -= 1
        if done[orbits[at]] == 1:
            positions[level] = at + 1
            continue
        column = columns[at]
        half = 1 << level
        value = refined_equivocation(cells[level], half, values[level], column, doubts, label_masses)
        if level < size - 1:
            state[NODES] += 1
            for c in range(half):
                inside = cells[level, c] & column
                cells[level + 1, 2 * c] = cells[level, c] ^ inside
                cells[level + 1, 2 * c + 1] = inside
            values[level + 1] = value
            positions[level] = at + 1
            positions[level + 1] = at + 1
            level += 1
            continue
        state[NODES] += 1
        # What the output neuron costs is looked at only where the layer itself may still do.
        if value > bounds[CUT] + bounds[MARGIN]:
            positions[level] = at + 1
            continue
        chunks = tabulate_unions(cells[level], half, column, unions) if has_output else 0
        budget -= functions.shape[0] if has_output else 0
        for candidate in range(functions.shape[0] if has_output else 1):
            output = np.int64(0)
            if has_output:
                output = output_of(functions[candidate], unions, chunks)
                value = equivocation(output, doubts, label_masses)
                value += equivocation(everything ^ output, doubts, label_masses)
                n = 2
                scratch[0] = output
                scratch[1] = everything ^ output
            else:
                n = refine(cells[level], half, column, scratch)
            if value > bounds[CUT] + bounds[MARGIN]:
                continue
            length = sorted_masses(scratch, n, -1, joint_keys, question)
            if value > bounds[CUT] - bounds[MARGIN]:
                sign = known_verdict(question, length, rows, lengths, signs, known[1])
                if sign == 2:
                    question[QUESTION_WIDTH - 1] = length
                    state[LEVEL] = level
                    state[QUESTION_KIND] = DISTORTION
                    return QUESTION
                if sign >= 0:
                    continue
            to = emitted[state[EMITTED]] if kind == REFINE_EMIT else best
            for j in range(level):
                to[j] = columns[positions[j] - 1]
            to[level] = column
            to[level + 1] = output
            if kind == REFINE_EMIT:
                state[EMITTED] += 1
                continue
            bounds[CUT] = value
            state[FOUND] += 1
            known[1] = 1
            lengths[0] = length
            signs[0] = 0
            for i in range(length):
                rows[0, i] = question[i]
        positions[level] = at + 1
        if state[EMITTED] == emitted.shape[0]:
            state[LEVEL] = level
            return FULL
    state[LEVEL] = -1
    return DONE
