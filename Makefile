# What people and .ci/run do with the project. `make` alone says what there is.

# Measured on two processors with everything installed; what is compiled and installed is kept.
TEST_TIME = 15 minutes
TEST_DISK = 8 GB

.PHONY: help build image test rehearsal lint docs bench engines

help:
	@echo "make build      the command dmsa, as target/release/dmsa"
	@echo "make image      the container image, dbhi/data-models-sqlalchemy:<version>; needs Docker"
	@echo "make test       all tests; installs the database engines they need where it can, and says what it must skip"
	@echo "make rehearsal  tries the image and its deployment, and plays redeployments under load"
	@echo "make lint       formatting and clippy, warnings being errors"
	@echo "make docs       the documentation of the library, warnings being errors"
	@echo "make bench      the benchmarks"

build:
	cargo build --release --locked

image:
	scripts/build-image

engines:
	scripts/install-tools

test:
	@echo "This takes about $(TEST_TIME) on two processors, and $(TEST_DISK) of disk below target/. The first time it also installs tools."
	scripts/install-tools
	scripts/test

rehearsal:
	scripts/install-rehearsal-tools
	scripts/check-deployment
	tests/deployment/mutants
	scripts/build-binary
	scripts/with-engine scripts/rehearse

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/check-dependencies

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

bench:
	cargo bench --workspace --locked
