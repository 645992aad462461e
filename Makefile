# One command for all checks: make check. Needs the test extra: python3 -m pip install -e '.[test]'
.PHONY: check format lint types imports test slow pictures

check: lint types imports test

format:
	ruff format .
	ruff check --fix .

lint:
	ruff format --check .
	ruff check .

types:
	mypy

imports:
	PYTHONPATH=app lint-imports

test:
	PYTHONPATH=app python3 -m pytest

slow:
	PYTHONPATH=app python3 -m pytest -m slow

pictures:
	PYTHONPATH=app python3 tests/pictures.py screenshots
