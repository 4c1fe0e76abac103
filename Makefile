# make demo           upscales the sample clip four times, from nothing: packages, build, run
# make check          lints, builds and runs all tests
# make check-kernels  of that: sanitizers, spills, NEON and AVX-512 on emulated CPUs
# make check-clips    works on every frame of the reference clips instead of the first ones
# make fuzz           damages the reference clips in many ways: no crash, no hang, an exit code as documented
# make soak           runs 10,000 frames: nothing may grow or be allocated from frame to frame
# make check-bits     the table of SHA-256 of Set5's pictures at every level, width and number of threads
# make bench-kernels  checks and times every kernel (docs/BENCHMARKS.md)
# make build          the optimised program, at .build/release/rlfn-video
# make install        copies it to $(DESTDIR)$(PREFIX)/bin
# make samples        draws the pictures and the clip of samples/ again
# make picture        makes the README's picture again

PREFIX ?= /usr/local
PACKAGES = git g++ pkg-config libavformat-dev libavcodec-dev libavfilter-dev \
  libavutil-dev libswscale-dev \
  libopenblas-dev $(TOOLCHAIN_PACKAGES)
# What tests check results with.
TEST_PACKAGES = ffmpeg python3
# Libraries that the Swift toolchain itself loads; asked for only where it does not run without.
TOOLCHAIN_PACKAGES = $(shell swift build --version >/dev/null 2>&1 || \
  echo libcurl4 libncurses6 libsqlite3-0 libxml2)
SWIFT_SOURCES = Package.swift $(wildcard Sources Tests Benchmarks)
PYTHON = .build/python/bin/python
PROGRAM = .build/release/rlfn-video
DEMO = .build/demo

# What the build has compiled for the levels of this kind of CPU, whether or not this one can run them.
LEVELS = $(if $(filter x86_64,$(shell uname -m)),avx2 avx512,neon)
LEVEL_OBJECTS = $(LEVELS:%=.build/release/CRLFNKernels.build/src/levels/%.c.o)
KERNEL_BENCH = .build/release/rlfn-bench

.PHONY: check-avx512 check-bits check-kernels check-neon check-sanitizers check-spills bench-kernels
.PHONY: demo check check-clips fuzz soak build lint samples picture packages install uninstall clean

demo: build
	@mkdir -p $(DEMO)
	$(PROGRAM) -y -i samples/clip.mp4 -o $(DEMO)/clip-x4.mp4 --report $(DEMO)/report.json
	@echo "The upscaled clip is $(DEMO)/clip-x4.mp4, the report $(DEMO)/report.json"

check: PACKAGES += $(TEST_PACKAGES)
check: packages lint
	swift build -c release --build-tests
	swift test -c release --skip-build --disable-xctest
	@$(MAKE) --no-print-directory check-kernels

check-kernels: check-spills check-sanitizers check-neon check-avx512
	$(KERNEL_BENCH) --quick

# The second half shows that the first would fail.
check-spills:
	@scripts/check-spills $(LEVEL_OBJECTS)
	@mkdir -p .build/kernel-driver
	@$$(scripts/toolchain clang) -std=c2x -O2 -ISources/CRLFNKernels/include -c \
	  -o .build/kernel-driver/spilling.o Tests/KernelDriver/spilling.c
	@! scripts/check-spills .build/kernel-driver/spilling.o

check-sanitizers:
	@scripts/check-sanitizers

check-neon:
	@scripts/check-neon $(KERNEL_BENCH)

check-avx512:
	@scripts/check-avx512 $(KERNEL_BENCH)

check-bits:
	swift build -c release --build-tests
	RLFN_CHECK_BITS=1 swift test -c release --skip-build --disable-xctest --filter SameBitsTests

bench-kernels: packages
	swift build -c release --product rlfn-bench
	$(KERNEL_BENCH)

check-clips: PACKAGES += $(TEST_PACKAGES)
check-clips: packages
	swift build -c release --build-tests
	RLFN_CLIPS=whole swift test -c release --skip-build --disable-xctest --filter ClipTests || \
	  { code=$$?; echo "check-clips: FAILED, the tests ended with code $$code" >&2; exit $$code; }

soak: PACKAGES += $(TEST_PACKAGES)
soak: packages
	RLFN_SOAK_FRAMES=10000 swift test -c release --disable-xctest --filter SoakTests

fuzz: PACKAGES += $(TEST_PACKAGES)
fuzz: packages
	swift build -c release --build-tests
	RLFN_FUZZ=whole swift test -c release --skip-build --disable-xctest --filter FuzzTests

build: packages
	swift build -c release --product rlfn-video

lint:
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

samples: $(PYTHON)
	$(PYTHON) -B samples/generate/make_samples.py

picture: build $(PYTHON)
	$(PYTHON) -B scripts/readme-picture.py $(PROGRAM)

$(PYTHON): samples/generate/requirements.txt
	@scripts/install-packages ffmpeg python3-venv
	python3 -m venv .build/python
	.build/python/bin/pip install --quiet --requirement $<
	@touch $@

packages:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://swift.org/install" >&2; exit 1; }
	@scripts/install-packages $(PACKAGES)

install:
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/rlfn-video

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/rlfn-video

clean:
	rm -rf .build
