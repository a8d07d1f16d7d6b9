// Package settings gives the flags of a command values from the environment and
// from a file, where the command line gives none.
//
//	file, err := settings.ReadFile(root, "rolecall.yaml", text)
//	err = settings.Apply(cmd, file, os.LookupEnv)
//	settings.OriginOf(cmd.Flags().Lookup("port")) // rolecall.yaml:3
//
// The command line goes before the environment, and that before the file. In the
// environment --target-file is ROLECALL_TARGET_FILE, of every command that has the
// flag. In the file it is target-file, for every such command at the top, and
// for one command in the object that has its name:
//
//	spec: openapi.yaml
//	mock: {port: 5000}
//
// Where what stands: file.go is the file as it is read and judged, environment.go
// the names of variables, origin.go where a flag has its value from, and apply.go
// what sets it.
package settings
