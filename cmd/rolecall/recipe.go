package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// recipe is the SHA-256 of all that decides the bytes of the records but for their
// format: who gives the same recipe asks for the same records.
func (f fixturesFlags) recipe(contract *spec.Contract, collection string, request fixtures.Request) (string, error) {
	files := map[string]string{}
	for _, name := range []string{f.profile, f.world} {
		if name == "" {
			continue
		}
		data, err := readInput(name)
		if err != nil {
			return "", err
		}
		files[name] = string(data)
	}
	text, err := json.Marshal(map[string]any{
		"contract": contract.Digest(), "seed": f.seed, "formatVersion": f.formatVersion,
		"collection": collection, "schema": f.schema, "view": request.View, "pack": request.Pack,
		"from": request.From, "count": request.Count, "personas": request.Personas, "complete": request.Complete,
		"permissions": f.permissions, "inactive": f.inactive, "profile": files[f.profile], "world": files[f.world],
		"password": f.password, "reference": f.reference, "with": f.with, "locales": f.locales,
	})
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:]), err
}

// options reads the flags that shape the people.
func (f fixturesFlags) options(contract *spec.Contract) ([]fixtures.Option, error) {
	if err := knownLocales(f.locales); err != nil {
		return nil, err
	}
	if f.formatVersion < 1 || f.formatVersion > fixtures.FormatVersion {
		return nil, fmt.Errorf("--format-version %d: it can be 1 to %d", f.formatVersion, fixtures.FormatVersion)
	}
	if f.formatVersion == 1 && len(f.locales) > 0 {
		return nil, fmt.Errorf("--format-version 1 has no locales; take it out, or --locale")
	}
	options := []fixtures.Option{fixtures.WithPassword(f.password), fixtures.WithFormatVersion(f.formatVersion), fixtures.WithLocales(f.locales...)}
	reference, err := time.Parse(time.DateOnly, f.reference)
	if err != nil {
		if reference, err = time.Parse(time.RFC3339, f.reference); err != nil {
			return nil, fmt.Errorf("--reference-date %q: write a day as 2026-01-31, or an RFC 3339 time", f.reference)
		}
	}
	options = append(options, fixtures.WithReferenceDate(reference))
	rights := fixtures.Rights{Inactive: fixtures.DefaultInactive}
	if f.profile != "" {
		data, err := readInput(f.profile)
		if err != nil {
			return nil, fmt.Errorf("reading the profile: %w; give --profile a YAML or JSON file", err)
		}
		if rights, err = fixtures.LoadProfile(contract, f.profile, data); err != nil {
			return nil, err
		}
	}
	if f.permissions != "" {
		grants, err := fixtures.ParseGrants(f.permissions)
		if err != nil {
			return nil, fmt.Errorf("--permissions: %w", err)
		}
		rights.Grants = append(rights.Grants, grants...)
	}
	if f.inactive != "" {
		if rights.Inactive, err = fixtures.ParseShare(f.inactive); err != nil {
			return nil, fmt.Errorf("--inactive: %w", err)
		}
	}
	options = append(options, fixtures.WithRights(rights))
	for _, with := range f.with {
		name, number, counted := strings.Cut(with, "=")
		count := 20
		if counted {
			if count, err = strconv.Atoi(number); err != nil {
				return nil, fmt.Errorf("--with %s: %q is not a number; write COLLECTION=COUNT", with, number)
			}
		}
		options = append(options, fixtures.WithGenerated(name, count))
	}
	if f.world != "" {
		world, err := loadWorld(contract, f.world, replaceWorld)
		if err != nil {
			return nil, err
		}
		options = append(options, fixtures.WithWorld(world))
	}
	return options, nil
}
