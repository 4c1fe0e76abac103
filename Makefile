.PHONY: check
check:
	swift test -c release
