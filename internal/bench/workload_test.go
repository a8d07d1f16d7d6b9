package main

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestCasesAreAnsweredAsTheySay asks the mock for each case some times, for
// the contract itself and for one that was made larger.
func TestCasesAreAnsweredAsTheySay(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	text, err := resize(users, 40)
	if err != nil {
		t.Fatal(err)
	}
	larger, err := spec.Load("larger.json", text)
	if err != nil {
		t.Fatal(err)
	}
	for name, contract := range map[string]*spec.Contract{"embedded": users, "larger": larger} {
		t.Run(name, func(t *testing.T) {
			mock, err := mockserver.New(contract)
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(mock)
			defer server.Close()
			address := server.Listener.Addr().String()
			work, err := newWorkload(contract, address)
			if err != nil {
				t.Fatal(err)
			}
			cases, err := work.standard(allocationRuns)
			if err != nil {
				t.Fatal(err)
			}
			deep, err := work.deep(allocationRuns)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range append(cases, deep...) {
				if err := reset(address); err != nil {
					t.Fatal(err)
				}
				feeder := c.feeder()
				for range 20 {
					if r, err := ask(address, feeder.next()); err != nil || r.Status != c.status {
						t.Errorf("%s: want %d: %+v, %v", c.name, c.status, r, err)
					}
				}
			}
			if _, err := cases[0].allocations(contract); err != nil {
				t.Error(err)
			}
			if len(cases) != 8 || len(deep) < 10 {
				t.Errorf("%d standard cases and %d deep ones", len(cases), len(deep))
			}
		})
	}
}

// TestContractsOfAnySize makes contracts smaller and larger than the embedded
// one; each can be loaded and served.
func TestContractsOfAnySize(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, operations := range []int{10, 61} {
		t.Run(strconv.Itoa(operations), func(t *testing.T) {
			text, err := resize(users, operations)
			if err != nil {
				t.Fatal(err)
			}
			contract, err := spec.Load("resized.json", text)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(contract.Operations); n != operations {
				t.Errorf("%d operations", n)
			}
			if _, err := mockserver.New(contract); err != nil {
				t.Error(err)
			}
		})
	}
}
