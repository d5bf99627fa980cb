module github.com/scientist-access/scientist-access/toolchain

go 1.25.11
