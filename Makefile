# SPDX-License-Identifier: Apache-2.0
# Front of Meson and the scripts, for fingers that type make.
.PHONY: all check try fuzz lint asan install clean
SECONDS ?= 60

all: build/build.ninja
	ninja -C build
build/build.ninja:
	scripts/setup all
	/usr/bin/meson setup build
check:
	./check
try:
	./try
fuzz:
	scripts/fuzz $(SECONDS)
lint:
	./check layers exports contracts style words shell man tidy cppcheck \
	    analyze
asan:
	./check asan-gcc asan-clang
install: all
	/usr/bin/meson install -C build
clean:
	rm -rf build build-*
