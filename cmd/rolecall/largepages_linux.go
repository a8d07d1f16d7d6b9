package main

import "syscall"

// wantLargePages asks for memory in large pages. A system that has none stays
// with what it does.
func wantLargePages(memory []byte) { _ = syscall.Madvise(memory, syscall.MADV_HUGEPAGE) }
