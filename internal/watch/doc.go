// Package watch lets a server change with the files that it was built of, while it
// serves.
//
//	files := watch.NewSet()
//	server := watch.NewSwitch(build(files.Add)) // Add each file before it is read
//	for files.Wait(ctx, time.Tick(watch.Interval)) != nil {
//		…
//		server.Swap(watch.Patience, func() http.Handler { return next })
//	}
//
// set.go looks at files. It asks the system for the state of each five times a
// second: that costs microseconds, needs nothing beside Go's library, and sees what
// notices of the system do not: files on shares and in containers, those that an
// editor puts in the place of others, those of a folder that is not there yet.
// switch.go is the handler that changes.
package watch
