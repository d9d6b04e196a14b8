# What people and .ci/run do with the project. `make` alone says what there is.

.PHONY: help build test lint docs bench engines

help:
	@echo "make build   the command dmsa, as target/release/dmsa"
	@echo "make test    all tests; installs the database engines they need where it can, and says what it must skip"
	@echo "make lint    formatting and clippy, warnings being errors"
	@echo "make docs    the documentation of the library, warnings being errors"
	@echo "make bench   the benchmarks"

build:
	cargo build --release --locked

engines:
	scripts/install-engines
	scripts/install-grammars
	scripts/install-diagram-tools
	scripts/install-browser
	scripts/install-python
	scripts/install-web-tools

test: engines
	cargo test --workspace --locked

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

bench:
	cargo bench --workspace --locked
