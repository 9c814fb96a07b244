// SPDX-License-Identifier: Apache-2.0

package addresses

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// ErrPrivate is the cause of every refusal.
var ErrPrivate = errors.New("a private or loopback address")

// notPublic are the ranges of IPv4, and of the part of IPv6 that is given out, that
// are not public unicast addresses and that net/netip does not tell by itself (IANA's
// special-purpose registries). The last three are addresses under which clouds
// serve the machines of their customers alone: Azure's host service, which hands
// out credentials, and IBM's private service network.
var notPublic = prefixes(`0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
	198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4
	2001::/23 2001:db8::/32 3fff::/20
	168.63.129.16/32 161.26.0.0/16 166.8.0.0/14`)

func prefixes(text string) []netip.Prefix {
	var list []netip.Prefix
	for s := range strings.FieldsSeq(text) {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}

var (
	// givenOut is what of IPv6 is a public unicast address at all: outside lie
	// IPv4-mapped, -compatible and -translated addresses, local and
	// site-local ones, discard-only and segment-routing ranges.
	givenOut  = netip.MustParsePrefix("2000::/3")
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
)

// Public says whether an address is one of the public Internet. An IPv4 address
// within one of IPv6, to which a gateway would hand on, must be public too.
func Public(addr netip.Addr) bool {
	if addr.Zone() != "" {
		return false
	}
	addr = addr.Unmap()
	if inner, ok := within4(addr); ok && !Public(inner) {
		return false
	}
	if addr.Is6() && !givenOut.Contains(addr) && !nat64.Contains(addr) {
		return false
	}
	if !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(prefix netip.Prefix) bool { return prefix.Contains(addr) })
}

// within4 is the IPv4 address that an IPv6 address carries: of NAT64 (RFC 6052),
// 6to4 (RFC 3056), or an interface of ISATAP (RFC 5214).
func within4(addr netip.Addr) (netip.Addr, bool) {
	b := addr.As16()
	switch isatap := b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe; {
	case addr.Is4():
		return netip.Addr{}, false
	case sixToFour.Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	case nat64.Contains(addr), isatap:
		return netip.AddrFrom4([4]byte(b[12:])), true
	}
	return netip.Addr{}, false
}

// OnlyPublic refuses an address with a port that is about to be dialled. After DNS,
// a name that leads inside is refused whenever it does.
func OnlyPublic(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrPrivate, address)
	}
	if !Public(ap.Addr()) {
		return fmt.Errorf("%w: %s", ErrPrivate, ap.Addr())
	}
	return nil
}

// Literal refuses what needs no DNS to be known as private.
func Literal(u *url.URL) error {
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return fmt.Errorf("%w: %s", ErrPrivate, name)
	}
	if addr, err := netip.ParseAddr(name); err == nil && !Public(addr) {
		return fmt.Errorf("%w: %s", ErrPrivate, addr)
	}
	return nil
}
