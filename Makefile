# かけはし: the commands of everyday work. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
OUT ?= out
WORKERS ?= 2
DISPLAY_FOUND := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname -s)))
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where the machine forbids bytecode, each of the suite's thousand processes would compile every module anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test test-share test-one lint format pictures bench soak lock wheel windows windows-twice windows-test records map how-tos clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(STAMP) ## the virtual environment .venv with everything pinned

$(STAMP): requirements-dev.lock pyproject.toml packaging/hatch_build.py
	@$(PYTHON) packaging/check_machine.py
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --require-hashes --only-binary :all: -r requirements-dev.lock
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@git config core.hooksPath packaging/hooks 2>/dev/null || true
	@touch $(STAMP)

run: setup ## open the window; without a display do the main job on the sample city into out/
ifneq ($(DISPLAY_FOUND),)
	@$(PYTHON) packaging/check_machine.py --window
	$(BIN)/divide-app gui
else
	@echo "画面がないため、見本の市で主な仕事をひととおり行い、結果を $(OUT)/ に置きます。"
	@echo "No display here: the main job runs on the sample city instead; results go to $(OUT)/."
	@mkdir -p $(OUT) && rm -rf $(OUT)/demo-data
	QT_QPA_PLATFORM=offscreen $(BIN)/divide-app --data $(OUT)/demo-data demo journey --out $(OUT)
endif

test: setup ## every check and every test, in two processes side by side (WORKERS=0 for one)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

test-share: setup ## the services on SQLite with their data on a network share (rollback journal, one program at a time)
	ON_SHARE=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal tests/services \
	  -k "not postgresql" -m "not two_programs"

test-one: setup ## one part: make test-one T=tests/domain
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(T)

lint: setup ## style, types and arrows only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## put the source into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: setup ## pictures of every screen and paper into $(OUT)/pictures/; those that pages show into docs/pictures/
	QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/pictures.py --out $(OUT)/pictures

bench: setup ## measure and print each figure beside its limit
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks/run.py

soak: setup ## the properties with many more examples, 20,000 marks on paper, 500 kills, 5,000 hostile files, ten minutes of 20 PCs (hours)
	QT_QPA_PLATFORM=offscreen HYPOTHESIS_PROFILE=soak $(BIN)/python tests/benchmarks/run.py
	QT_QPA_PLATFORM=offscreen HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest tests --ignore=tests/house -q

lock: setup ## resolve the dependencies again; make lock UPGRADE=--upgrade takes the newest
	$(BIN)/python packaging/lock.py $(UPGRADE)

wheel: setup ## the installable file into dist/
	$(BIN)/python -m hatchling build -t wheel

windows: setup ## what a clerk installs, into dist/: Windows folder, zip, installer (Debian 12, no Wine needed)
	$(BIN)/python packaging/windows/build.py

windows-twice: setup ## the same two times; every file must come out the same
	$(BIN)/python packaging/windows/build.py --twice

windows-test: setup ## prove the finished folder in dist/ (or KAKEHASHI_WINDOWS=folder) under Wine and Xvfb
	$(BIN)/python -m pytest -q tests/windows/prove_*.py

records: setup ## bring the made lists up to date: licences, holidays, catalogue
	$(BIN)/python packaging/licences.py --write
	$(BIN)/python packaging/holidays_file.py
	$(BIN)/python packaging/catalogue.py --update

map: ## every module with the sentence that says why it exists; make map T=divide_app/storage for one room
	@$(PYTHON) packaging/file_map.py $(T)

how-tos: setup ## follow every how-to of docs/ word by word in a scratch copy (minutes)
	@for page in docs/how-to/*.md; do \
	  rm -rf $(OUT)/how-to && mkdir -p $(OUT)/how-to && echo "== $$page" && \
	  $(BIN)/python packaging/follow.py $$page $(OUT)/how-to || exit 1; done; rm -rf $(OUT)/how-to

clean: ## remove everything made, the virtual environment too
	rm -rf .venv build dist $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
