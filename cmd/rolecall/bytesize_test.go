package main

import "testing"

func TestSizesAreRead(t *testing.T) {
	for text, want := range map[string]byteSize{"0": 0, "512": 512, "1KiB": 1 << 10, "1.5GiB": 3 << 29, "512 MiB": 512 << 20, "2GB": 2e9, "7B": 7} {
		var got byteSize
		if err := got.Set(text); err != nil || got != want {
			t.Errorf("%s is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "GiB", "-1", "1e9", "1TiB", "0x10", "9999999999GiB", "1 2MiB"} {
		var got byteSize
		if err := got.Set(text); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
	if size := byteSize(1 << 30); size.String() != "1GiB" {
		t.Errorf("a GiB is %s", &size)
	}
}
