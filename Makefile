# make demo     upscales the sample clip four times, from nothing: packages, build, run
# make check    lints, builds and runs all tests
# make check-clips  works on every frame of the reference clips instead of the first ones
# make build    the optimised program, at .build/release/rlfn-video
# make install  copies it to $(DESTDIR)$(PREFIX)/bin
# make samples  draws the pictures and the clip of samples/ again
# make picture  makes the README's picture again

PREFIX ?= /usr/local
PACKAGES = git g++ pkg-config libavformat-dev libavcodec-dev libavutil-dev libswscale-dev \
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

.PHONY: demo check check-clips build lint samples picture packages install uninstall clean

demo: build
	@mkdir -p $(DEMO)
	$(PROGRAM) -y -i samples/clip.mp4 -o $(DEMO)/clip-x4.mp4 --report $(DEMO)/report.json
	@echo "The upscaled clip is $(DEMO)/clip-x4.mp4, the report $(DEMO)/report.json"

check: PACKAGES += $(TEST_PACKAGES)
check: packages lint
	swift build -c release --build-tests
	swift test -c release --skip-build --disable-xctest

check-clips: PACKAGES += $(TEST_PACKAGES)
check-clips: packages
	swift build -c release --build-tests
	RLFN_CLIPS=whole swift test -c release --skip-build --disable-xctest --filter ClipTests

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
