"""What `import ibsolve` offers: every name is found, and loaded no sooner than it is used."""

import subprocess
import sys

import pytest

import ibsolve


def test_every_public_name_is_found():
    for name in ibsolve.__all__:
        assert getattr(ibsolve, name) is not None
    assert set(dir(ibsolve)) == {*ibsolve.__all__, "__version__"}
    assert ibsolve.__version__.startswith("0.")


def test_another_name_is_refused_as_python_does():
    with pytest.raises(AttributeError, match="module 'ibsolve' has no attribute 'solv'"):
        _ = ibsolve.solv


def test_theory_is_a_package_of_names_loaded_when_used():
    code = """
import sys, ibsolve
assert "ibsolve.theory" not in sys.modules
layer = ibsolve.theory.fully_connected([4, 2, 1], width=3, budget=5, noise=1)
assert abs(layer.value - 2.2561160952) < 1e-9
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_theory_lists_is_there():
    for name in ibsolve.theory.__all__:
        assert getattr(ibsolve.theory, name) is not None
