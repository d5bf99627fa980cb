# Adds up the inputs that "go test -fuzz" says it ran, from its output in the files that are named, one for each test. The
# exit status is 1 if that is less than least.

FNR == 1 { tests++ }

match($0, /execs: [0-9]+/) { execs[FILENAME] = substr($0, RSTART + 7, RLENGTH - 7) }

END {
	for (file in execs) all += execs[file]
	printf "\n%s %d inputs in %d fuzz tests, %d seconds\n", (all < least) ? "FAIL: only" : "DONE", all, tests, seconds
	exit (all < least)
}
