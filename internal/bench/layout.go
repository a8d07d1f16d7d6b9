package main

import (
	"context"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

// layout is the mocks that are compared.
type layout struct {
	*bench
	starter
	database *servertest.PostgresServer

	alone, file, single *server // without a store, with a file, with PostgreSQL
	aloneBehind         *server // a balancer before one mock, and so on
	singleBehind, three *server
	local               *server // three that read what they know
}

const healthPath = "/_rolecall/v1/health"

func (l *layout) start(ctx context.Context) (err error) {
	l.progress("starting PostgreSQL, HAProxy and mocks")
	err = l.try(l.cores.servers, func() { l.database = servertest.Postgres(&l.starter) })
	if err != nil {
		return err
	}
	for _, one := range []struct {
		into     **server
		store    string // "" for none, a database, or a file
		replicas int    // behind a balancer, 0 for one without
		more     []string
	}{
		{&l.alone, "", 0, nil},
		{&l.aloneBehind, "", 1, nil},
		{&l.file, "file:" + l.dir + "/state", 0, nil},
		{&l.single, "single", 0, nil},
		{&l.singleBehind, "behind", 1, nil},
		{&l.three, "three", 3, nil},
		{&l.local, "local", 3, []string{"--reads", "local"}},
	} {
		args := one.more
		if one.store != "" {
			url := one.store
			if one.into != &l.file {
				if err := l.try(l.cores.servers, func() { url = l.database.Database(one.store) }); err != nil {
					return err
				}
			}
			args = append(args, "--store", url)
		}
		if *one.into, err = l.fleet(ctx, one.replicas, args...); err != nil {
			return err
		}
	}
	return nil
}

// fleet starts one mock, or some behind a balancer.
func (l *layout) fleet(ctx context.Context, replicas int, args ...string) (*server, error) {
	var mocks []*server
	var ports []int
	for range max(replicas, 1) {
		mock, err := l.mock(ctx, args...)
		if err != nil {
			return nil, err
		}
		l.Cleanup(mock.close)
		port, err := mock.port()
		if err != nil {
			return nil, err
		}
		mocks, ports = append(mocks, mock), append(ports, port)
	}
	if replicas == 0 {
		return mocks[0], nil
	}
	behind := &server{members: mocks}
	err := l.try(l.cores.servers, func() { behind.address = servertest.HAProxy(&l.starter, healthPath, ports...)[len("http://"):] })
	return behind, err
}
