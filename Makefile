# Two commands on a fresh machine with Python >= 3.11: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# Constrains build environments too, so that everything installed is of a tested version.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo demo-all test fast bench lint kernels clean

demo: .venv/.installed
	$(BIN)/ibsolve reproduce table1
	$(BIN)/ibsolve solve cases/xor2.toml --engine both
	$(BIN)/ibsolve solve cases/rd53.pla --target s1 --widths 2,1 --engine both --count

demo-all: demo .venv/.installed-torch
	$(BIN)/ibsolve reproduce crosscheck

# Two workers have a core each: threads of BLAS would only wait for each other.
test fast: export OMP_NUM_THREADS = 1
# Whatever the environment says, modules are compiled once and not by every command that a test starts.
test fast: export PYTHONDONTWRITEBYTECODE =

test: .venv/.installed-test
	$(MAKE) --jobs=2 lint kernels
	$(BIN)/pytest -n 2 --dist worksteal

fast: .venv/.installed-test
	$(MAKE) --jobs=2 lint kernels
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

lint: .venv/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

kernels: .venv/.installed-test
	$(BIN)/python tests/kernels.py

bench: .venv/.installed-test
	mkdir -p benchmarks/results
	$(BIN)/pytest benchmarks -o python_files='bench_*.py' -p no:xdist --benchmark-only \
	  -W default::pytest_benchmark.logger.PytestBenchmarkWarning \
	  --benchmark-json=benchmarks/results/$$(date +%Y-%m-%dT%H%M%S).json \
	  --benchmark-compare=benchmarks/reference.json \
	  --benchmark-columns=min,median,rounds --benchmark-sort=name --benchmark-name=short

.venv/.created:
	$(PYTHON) -m venv .venv
	touch $@

.venv/.installed: .venv/.created pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/.installed-torch: .venv/.installed
	$(BIN)/pip install --quiet --editable '.[torch]'
	touch $@

# pip compiles all modules on one core, the tests of others included: a minute more.
.venv/.installed-test: .venv/.created pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --no-compile --editable '.[test]'
	$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib || true
	touch $@ .venv/.installed

clean:
	rm -rf .venv
