# Prints a line a package with the counts of its tests, from the events of "go test -json" in the files that are named.
# A test with subtests counts beside them.

function field(name) {
	return match($0, "\"" name "\":\"[^\"]*\"") ? substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 5) : ""
}

field("Test") != "" && field("Action") ~ /^(pass|fail|skip)$/ {
	package = field("Package")
	if (!(package in seen)) {
		seen[package] = 1
		order[++packages] = package
	}
	count[package, field("Action")]++
}

END {
	for (i = 1; i <= packages; i++) {
		package = order[i]
		line = sprintf("%5d passed", count[package, "pass"])
		if (count[package, "fail"]) line = line sprintf(", %d failed", count[package, "fail"])
		if (count[package, "skip"]) line = line sprintf(", %d skipped", count[package, "skip"])
		print line "  " package
	}
}
