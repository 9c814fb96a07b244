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
	Config  map[string]string // of the configuration file
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
	places := []func(context.Context, string) (value, from string){
		lookUpIn(b.Flags, "--registry"), lookUpIn(b.Config, "the configuration file"),
	}
	if ecosystem == "npm" {
		places = append(places, b.npmEnvironment, b.npmProject, b.npmUser, b.npmCommand)
	}
	places = append(places, lookUpIn(b.Default, "base_url of ecosystem.yml"))
	for _, place := range places {
		value, from := place(ctx, ecosystem)
		if value == "" {
			continue
		}
		base, err := checkBase(value)
		if err != nil {
			return "", from, fmt.Errorf("registry of %s, from %s: %w", ecosystem, from, err)
		}
		return base, from, nil
	}
	return "", "", fmt.Errorf("no registry address is known for %s: give --registry %s=URL", ecosystem, ecosystem)
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

func lookUpIn(values map[string]string, from string) func(context.Context, string) (string, string) {
	return func(_ context.Context, ecosystem string) (string, string) { return values[ecosystem], from }
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

// npmEnvironment reads npm_config_registry, whose name npm takes in any case.
func (b Bases) npmEnvironment(context.Context, string) (string, string) {
	return b.environment("npm_config_registry"), "npm_config_registry"
}

func (b Bases) environment(name string) string {
	for _, pair := range b.Environ {
		if key, value, ok := strings.Cut(pair, "="); ok && value != "" && strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

func (b Bases) npmProject(context.Context, string) (string, string) {
	return b.npmrc(filepath.Join(b.Dir, ".npmrc")), "the project's .npmrc"
}

func (b Bases) npmUser(context.Context, string) (string, string) {
	file := b.environment("npm_config_userconfig")
	if file == "" && b.Home != "" {
		file = filepath.Join(b.Home, ".npmrc")
	}
	if file == "" {
		return "", ""
	}
	return b.npmrc(file), "the user's .npmrc"
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
func (b Bases) npmCommand(ctx context.Context, _ string) (string, string) {
	if b.NPM == "" {
		return "", ""
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, b.NPM, "config", "get", "registry")
	command.Env, command.Dir, command.WaitDelay = b.Environ, b.Dir, time.Second
	out, err := command.Output()
	value := strings.TrimSpace(string(out))
	if err != nil || value == "undefined" || value == "null" {
		return "", ""
	}
	return value, "npm config get registry"
}
