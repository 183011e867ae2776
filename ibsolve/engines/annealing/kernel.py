"""The compiled annealing of integer weights: one neuron changes at a time, the layers above follow."""

from __future__ import annotations

import math

import numpy as np

from ibsolve.compiled import compiled

# Entries of the array `state` before the entropies.
ENERGY, LEAST = range(2)

# What lies this little above the bound may be on it: the caller decides that exactly.
_TOLERANCE = 1e-9

_WEIGHT_MOVES = 0.6
"""Share of the moves that change a weight; the upper half of them and all others set the threshold."""


@compiled
def read_neuron(below, fan_in, weights, threshold, out, j):
    """Write the outputs of one neuron, out[:, j]; whether any has changed."""
    changed = False
    for i in range(below.shape[0]):
        total = 0
        for k in range(fan_in):
            total += weights[k] * below[i, k]
        bit = 1 if total >= threshold else 0
        if bit != out[i, j]:
            out[i, j] = bit
            changed = True
    return changed


@compiled
def number_codes(codes, width, numbers, slots):
    """Write the number of each point's code, in the order of appearance; how many codes there are.

    slots: scratch, a power of two of entries and more than twice the points.
    """
    for slot in range(slots.shape[0]):
        slots[slot] = -1
    count = 0
    for i in range(codes.shape[0]):
        word = np.int64(1)
        for j in range(width):
            word = word * 31 + codes[i, j] * 17 + (word >> 7)
        slot = word & (slots.shape[0] - 1)
        while True:
            other = slots[slot]
            if other < 0:
                slots[slot] = i
                numbers[i] = count
                count += 1
                break
            j = 0
            while j < width and codes[i, j] == codes[other, j]:
                j += 1
            if j == width:
                numbers[i] = numbers[other]
                break
            slot = (slot + 1) & (slots.shape[0] - 1)
    return count


@compiled
def code_entropy(numbers, count, joint, masses):
    """H(X_n) and H(Y|X_n), bits, of numbered codes. joint: p(x, y), shape (n, labels)."""
    for code in range(count):
        for label in range(joint.shape[1]):
            masses[code, label] = 0.0
    for i in range(numbers.shape[0]):
        for label in range(joint.shape[1]):
            masses[numbers[i], label] += joint[i, label]
    entropy = 0.0
    joint_entropy = 0.0
    for code in range(count):
        total = 0.0
        for label in range(joint.shape[1]):
            p = masses[code, label]
            if p > 0.0:
                joint_entropy -= p * math.log2(p)
                total += p
        entropy -= total * math.log2(total)
    return entropy, joint_entropy - entropy


@compiled
def mismatch(outputs, target, joint):
    """The expected number of output bits that differ from the target's."""
    expected = 0.0
    for i in range(outputs.shape[0]):
        for m in range(target.shape[1]):
            if outputs[i, m] != target[i, m]:
                expected += joint[i].sum()
    return expected


@compiled
def anneal(network, law, schedule, first, last, state):
    """Steps `first` to `last` of an annealing; true where a better feasible network was met.

    network: codes, spare, best, each of shape (depth + 1, n, most neurons), codes[0] the inputs; widths,
    widths[0] the inputs'; how many neurons of layer 1, from the first on, never change: not all of them;
    weights and thresholds of every neuron, shape (depth + 1, most neurons, …).
    law: joint p(x, y), shape (n, labels); target bits that the output must equal, shape (n, bits) or
    (n, 0). schedule: greatest H(Y|X_ν) allowed, bits; bits charged for a bit beyond it; temperatures at
    the start and the end, bits; number of steps; greatest |weight|. state: energy and least ΣH(X_n) of a
    feasible network met, bits, then H(X_n) of every layer; step 0 sets it.
    """
    codes, spare, best, widths, frozen, weights, thresholds = network
    joint, target = law
    allowed, penalty, hot, cold, steps, largest = schedule
    depth, points = widths.shape[0] - 1, codes.shape[1]
    numbers = np.empty(points, dtype=np.int64)
    slots = np.empty(1 << (int(math.log2(points)) + 2), dtype=np.int64)
    masses = np.empty((points, joint.shape[1]))
    proposed = np.zeros(depth + 1)
    improved = False
    for step in range(first, last):
        temperature = hot * (cold / hot) ** (step / steps)
        # Step 0 only reads the network as it is.
        layer = 1 if step == 0 else 1 + np.random.randint(depth)
        fan_in = widths[layer - 1]
        lowest = frozen if layer == 1 else 0
        j = lowest + np.random.randint(widths[layer] - lowest)
        k = np.random.randint(fan_in)
        old_weight, old_threshold = weights[layer, j, k], thresholds[layer, j]
        for n in range(layer, depth + 1):
            spare[n, :, : widths[n]] = codes[n, :, : widths[n]]
        changed = step == 0
        if step > 0:
            choice = np.random.random()
            if choice < _WEIGHT_MOVES:
                change = 1 if np.random.random() < 0.5 else -1
                if abs(old_weight + change) <= largest:
                    weights[layer, j, k] += change
            if choice > _WEIGHT_MOVES / 2:
                # The boundary goes through a point: it is the last to fire, or just does not.
                i = np.random.randint(points)
                total = np.random.randint(2)
                for m in range(fan_in):
                    total += weights[layer, j, m] * codes[layer - 1, i, m]
                thresholds[layer, j] = total
            changed = read_neuron(
                codes[layer - 1], fan_in, weights[layer, j], thresholds[layer, j], codes[layer], j
            )
        if not changed:
            continue
        lost = 0.0
        proposed[:] = state[2:]
        for n in range(layer, depth + 1):
            if n > layer or step == 0:
                for m in range(widths[n]):
                    read_neuron(codes[n - 1], widths[n - 1], weights[n, m], thresholds[n, m], codes[n], m)
            count = number_codes(codes[n], widths[n], numbers, slots)
            proposed[n], lost = code_entropy(numbers, count, joint, masses)
        excess = mismatch(codes[depth], target, joint) if target.shape[1] else max(0.0, lost - allowed)
        kept = proposed.sum()
        rise = kept + penalty * excess - state[ENERGY]
        if step == 0 or rise <= 0.0 or np.random.random() < math.exp(-rise / temperature):
            state[ENERGY] = kept + penalty * excess
            state[2:] = proposed
            if excess <= _TOLERANCE and kept < state[LEAST] - _TOLERANCE:
                state[LEAST] = kept
                best[:] = codes
                improved = True
        else:
            weights[layer, j, k], thresholds[layer, j] = old_weight, old_threshold
            for n in range(layer, depth + 1):
                codes[n, :, : widths[n]] = spare[n, :, : widths[n]]
    return improved


@compiled
def seed_generator(seed):
    """Start the compiled code's own random numbers."""
    np.random.seed(seed)
