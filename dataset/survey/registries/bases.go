// SPDX-License-Identifier: Apache-2.0

package registries

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Bases finds registries' base URLs. No npm registry's address is part of this
// program: npm's own configuration has it.
type Bases struct {
	Flags   map[string]string // --registry ID=URL
	Default map[string]string // base_url of ecosystem.yml
	Environ []string          // NAME=value, as os.Environ gives it
	Dir     string            // with the project's .npmrc
	Home    string            // with the user's .npmrc; empty: none
	NPM     string            // the npm command; empty: not asked
}

// MachineConfiguration is where this machine keeps its configuration.
func MachineConfiguration() Bases {
	home, _ := os.UserHomeDir() // without a home there is no user's .npmrc
	npm, _ := exec.LookPath("npm")
	return Bases{Environ: os.Environ(), Dir: ".", Home: home, NPM: npm}
}

// Base finds a registry's base URL without a slash at its end, and says where
// it stands.
func (b Bases) Base(ctx context.Context, ecosystem string) (base, from string, err error) {
	places := []place{{"--registry", func() string { return b.Flags[ecosystem] }}}
	if ecosystem == "npm" {
		places = append(places,
			place{"npm_config_registry", func() string { return b.environment("npm_config_registry") }},
			place{"the project's .npmrc", func() string { return b.npmrc(filepath.Join(b.Dir, ".npmrc")) }},
			place{"the user's .npmrc", b.npmUser},
			place{"npm config get registry", func() string { return b.npmCommand(ctx) }})
	}
	places = append(places, place{"base_url of ecosystem.yml", func() string { return b.Default[ecosystem] }})
	for _, place := range places {
		value := place.read()
		if value == "" {
			continue
		}
		base, err := checkBase(value)
		if err != nil {
			return "", place.name, fmt.Errorf("registry of %s, from %s: %w", ecosystem, place.name, err)
		}
		return base, place.name, nil
	}
	return "", "", fmt.Errorf("no registry address is known for %s: give --registry %s=URL", ecosystem, ecosystem)
}

// place is where a base URL may stand; read gives "" where there is none.
type place struct {
	name string
	read func() string
}

// All finds the base URL of each ecosystem that has one; missing holds the
// errors of the others.
func (b Bases) All(ctx context.Context, ecosystems []string) (bases map[string]string, missing map[string]error) {
	bases, missing = make(map[string]string), make(map[string]error)
	for _, id := range ecosystems {
		base, _, err := b.Base(ctx, id)
		if err != nil {
			missing[id] = err
			continue
		}
		bases[id] = base
	}
	return bases, missing
}

// checkBase never repeats the address: it may hold a password.
func checkBase(value string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(value))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", fmt.Errorf("not an address that begins with https://")
	case u.User != nil:
		return "", fmt.Errorf("the address must not hold a password")
	case u.RawQuery != "" || u.Fragment != "":
		return "", fmt.Errorf("the address must end with its path")
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// environment reads a variable, whose name npm takes in any case.
func (b Bases) environment(name string) string {
	for _, pair := range b.Environ {
		if key, value, ok := strings.Cut(pair, "="); ok && value != "" && strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

func (b Bases) npmUser() string {
	file := b.environment("npm_config_userconfig")
	if file == "" && b.Home != "" {
		file = filepath.Join(b.Home, ".npmrc")
	}
	return b.npmrc(file)
}

// npmrc reads the registry out of an ini file: a line "registry = URL", in
// which ${NAME} stands for an environment variable. A registry of one scope
// only does not count. A file that is not there says nothing.
func (b Bases) npmrc(file string) string {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return ""
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return registryLine(string(data), b.environment)
}

// registryLine finds the last registry of an ini text, as npm does.
func registryLine(text string, environment func(string) string) string {
	found := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			break // a section: npm knows none
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.TrimSpace(name) != "registry" {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		found = os.Expand(bracedOnly(value), environment)
	}
	return found
}

// bracedOnly keeps a $ that begins no ${NAME} as it is.
func bracedOnly(value string) string {
	var out strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '$' && !strings.HasPrefix(value[i:], "${") {
			continue // no address has one
		}
		out.WriteByte(value[i])
	}
	return out.String()
}

// npmCommand asks npm itself, which knows its global and built-in
// configuration too.
func (b Bases) npmCommand(ctx context.Context) string {
	if b.NPM == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, b.NPM, "config", "get", "registry")
	command.Env, command.Dir, command.WaitDelay = b.Environ, b.Dir, time.Second
	out, err := command.Output()
	value := strings.TrimSpace(string(out))
	if err != nil || value == "undefined" || value == "null" {
		return ""
	}
	return value
}
