//go:build !linux

package main

// wantLargePages does nothing: only Linux is asked.
func wantLargePages([]byte) {}
