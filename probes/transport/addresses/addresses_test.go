// SPDX-License-Identifier: Apache-2.0

package addresses

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1": true, "64:ff9b::808:808": true, "2002:808:808::1": true,
		"127.0.0.1": false, "0.0.0.0": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.1.1": false,
		"100.64.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1%eth0": false,
		"fc00::1": false, "::ffff:127.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false,
		"::ffff:8.8.8.8": true, "2001:4860:4860::8888": true, "2620:4f:8000::1": true, "168.63.129.15": true, "192.0.1.1": true, "172.32.0.1": true,
		"100.63.255.255": true, "100.128.0.0": true, "2001:200::1": true, "2606:4700:0:1:0:5efe:808:808": true,
		// IPv4 translated, mapped, compatible
		"::ffff:0:127.0.0.1": false, "::ffff:0:8.8.8.8": false, "::ffff:0:a9fe:a9fe": false, "::ffff:169.254.169.254": false, "::ffff:168.63.129.16": false, "::8.8.8.8": false,
		// the machines of a cloud's own host
		"168.63.129.16": false, "169.254.169.254": false, "169.254.170.2": false, "100.100.100.200": false, "192.0.0.192": false, "161.26.0.10": false, "166.9.1.1": false,
		"fd00:ec2::254": false, "fd20:ce::254": false, "fe80::a9fe:a9fe": false, "64:ff9b::a83f:8110": false, "2002:a83f:8110::1": false,
		// inner addresses
		"64:ff9b::a00:1": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b::6440:1": false, "64:ff9b::e000:1": false, "64:ff9b:1::808:808": false, "2002:a00:1::1": false, "2002:c0a8:101::": false, "2002:6464:64c8::": false,
		"2606:4700::5efe:a00:1": false, "2606:4700:0:1:200:5efe:7f00:1": false, "2001:0:4136:e378:8000:63bf:3fff:fdd2": false,
		// special purposes
		"0.1.2.3": false, "100.127.255.255": false, "192.0.0.8": false, "192.0.2.1": false, "192.88.99.1": false, "198.18.0.1": false, "198.19.255.255": false,
		"198.51.100.1": false, "203.0.113.1": false, "239.1.1.1": false, "240.0.0.1": false, "fec0::1": false, "feff::1": false, "ff02::1": false, "100::1": false, "100:0:0:1::1": false,
		"2001::1": false, "2001:2::1": false, "2001:10::1": false, "2001:20::1": false, "3fff::1": false, "5f00::1": false, "4000::1": false, "2606:4700::1%eth0": false,
	} {
		if got := Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s public: %v", addr, got)
		}
	}
}
