package servertest

// TB is what a server needs of who starts it. *testing.T and *testing.B are one; a
// program that measures may be one too, whose Skip and Fatal do not return.
type TB interface {
	Helper()
	Cleanup(func())
	Skip(arguments ...any)
	Fatal(arguments ...any)
	Fatalf(format string, arguments ...any)
}
