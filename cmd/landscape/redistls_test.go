// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
)

// startTLS starts a server that speaks TLS alone. Its certificate is of an authority of
// its own, for these host names or IP addresses, until an hour from now, or ended an hour
// ago where expired is set.
func startTLS(t testing.TB, expired bool, hosts []string, args ...string) *redistest.Server {
	t.Helper()
	dir, now := t.TempDir(), time.Now()
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "made authority"}, NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "made server"}, NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if expired {
		leaf.NotAfter = now.Add(-time.Hour)
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, host)
		}
	}
	caKey, leafKey := newKey(t), newKey(t)
	files := map[string]string{
		"--tls-ca-cert-file": writePEM(t, dir, "CERTIFICATE", certify(t, ca, ca, caKey, caKey)),
		"--tls-cert-file":    writePEM(t, dir, "CERTIFICATE", certify(t, leaf, ca, leafKey, caKey)),
		"--tls-key-file":     writePEM(t, dir, "EC PRIVATE KEY", keyBytes(t, leafKey)),
	}
	args = append(args, strings.Fields("--tls-auth-clients no")...)
	for flag, file := range files {
		args = append(args, flag, file)
	}
	return redistest.Start(t, args...)
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func keyBytes(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	data, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// certify signs a certificate for key by the authority's key.
func certify(t testing.TB, cert, by *x509.Certificate, key, byKey *ecdsa.PrivateKey) []byte {
	t.Helper()
	data, err := x509.CreateCertificate(rand.Reader, cert, by, &key.PublicKey, byKey)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writePEM(t testing.TB, dir, kind string, data []byte) string {
	t.Helper()
	file, err := os.CreateTemp(dir, "*.pem")
	if err != nil {
		t.Fatal(err)
	}
	if err := pem.Encode(file, &pem.Block{Type: kind, Bytes: data}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return filepath.Clean(file.Name())
}
