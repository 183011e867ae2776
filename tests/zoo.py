"""Named problems that every engine is held to, with what is known of them from elsewhere.

Optima with a source are printed numbers or closed forms; None stands for infeasible, and ANY for what
only the engines' agreement can tell.
"""

from math import log2

from ibsolve.problem import Problem

ANY = "any"

LOG3 = log2(3)

ZOO = {
    # Table I of paper 000
    "and2 [1]": (Problem.from_function(lambda a, b: a & b, [1]), 0.75 * LOG3),
    "xor2 [1]": (Problem.from_function(lambda a, b: a ^ b, [1]), None),
    "xor2 [2,1]": (Problem.from_function(lambda a, b: a ^ b, [2, 1]), 1.5),
    "xor2 [2,2,1]": (Problem.from_function(lambda a, b: a ^ b, [2, 2, 1]), 2.5),
    "and2 [2,2,1]": (Problem.from_function(lambda a, b: a & b, [2, 2, 1]), 2.25 * LOG3),
    # H(X) = 3 bits, H(X_1) = 7/4 bits at best, H(Y) = 1 bit
    "xor3 [3,1]": (Problem.from_function(lambda a, b, c: a ^ b ^ c, [3, 1]), 2 + 0.75 * LOG3),
    "xor3 [2,1]": (Problem.from_function(lambda a, b, c: a ^ b ^ c, [2, 1]), None),
    # the corrected statements of paper 000: distortion, noise, missing inputs, several outputs
    "xor2 [1], epsilon 0.7": (
        Problem.from_function(lambda a, b: a ^ b, [1], epsilon="0.7"),
        0.75 * LOG3,
    ),
    "xor2 [1], epsilon 1": (Problem.from_function(lambda a, b: a ^ b, [1], epsilon=1), 2.0),
    "and2 [1], epsilon 0.82": (Problem.from_function(lambda a, b: a & b, [1], epsilon="0.82"), 2.0),
    "noisy xor2 [2,1]": (Problem.from_joint([[9, 1], [1, 9], [1, 9], [9, 1]], [2, 1]), 1.5),
    "noisy identity [1]": (Problem.from_joint([[9, 1], [1, 9]], [1]), 0.0),
    "xor2 without 11 [1]": (
        Problem.from_function(lambda a, b: a ^ b, [1], probability={"00": 1, "01": 1, "10": 1}),
        2 / 3,
    ),
    "xor2 [2]": (Problem.from_function(lambda a, b: a ^ b, [2]), 0.5),
    "mean of two bits [1]": (Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [1]), None),
    "mean of two bits [1], epsilon 1/5": (
        Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [1], epsilon="1/5"),
        0.75 * LOG3,
    ),
    "constant [1,1]": (Problem.from_function(lambda _a, _b: 0, [1, 1]), 4.0),
    # readout "equal"
    "half adder [2], equal": (Problem.from_truth_table(["0110", "0001"], [2], readout="equal"), None),
    "half adder [2,2], equal": (Problem.from_truth_table(["0110", "0001"], [2, 2], readout="equal"), 1.0),
    "not [1], equal": (Problem.from_truth_table("10", [1], readout="equal"), 0.0),
    # unrelated weights, several labels
    "unrelated weights [2,1]": (
        Problem.from_truth_table("01100011", [2, 1], probability=[31, 20, 77, 3, 99, 1, 20, 50]),
        ANY,
    ),
    "three labels [2,2], epsilon 1/4": (
        Problem.from_function(lambda a, b, c: a + b + c if a + b + c < 3 else 0, [2, 2], epsilon="1/4"),
        ANY,
    ),
}
