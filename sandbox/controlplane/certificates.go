package controlplane

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"

	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
)

// lifetime of a leaf certificate: longer than any sandbox runs.
const lifetime = 30 * 24 * time.Hour

// authority signs the certificates of one control plane. Nobody else knows its key, which is never written.
type authority struct {
	key            crypto.Signer
	certificate    *x509.Certificate
	certificatePEM []byte
}

// keyPair is a certificate and its key in PEM.
type keyPair struct {
	certificate, key []byte
}

// privateKey is a key and its PEM.
type privateKey struct {
	crypto.Signer
	pem []byte
}

// newKey makes an ECDSA key: as good as RSA for all uses here, and made in no time.
func newKey() (privateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return privateKey{}, fmt.Errorf("private key: %w", err)
	}
	encoded, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return privateKey{}, fmt.Errorf("private key: %w", err)
	}
	return privateKey{Signer: key, pem: encoded}, nil
}

func newAuthority() (authority, error) {
	key, err := newKey()
	if err != nil {
		return authority{}, err
	}
	certificate, err := cert.NewSelfSignedCACert(cert.Config{CommonName: "kubernetes"}, key)
	if err != nil {
		return authority{}, fmt.Errorf("certificate authority: %w", err)
	}
	encoded, err := cert.EncodeCertificates(certificate)
	if err != nil {
		return authority{}, fmt.Errorf("certificate authority: %w", err)
	}
	return authority{key: key, certificate: certificate, certificatePEM: encoded}, nil
}

func (a authority) serverPair(address net.IP) (keyPair, error) {
	return a.sign(x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		IPAddresses: []net.IP{address},
		DNSNames:    []string{"localhost", "kubernetes.default.svc"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
}

// clientPair names a user and a group, which Kubernetes reads from the subject:
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates
func (a authority) clientPair(user, group string) (keyPair, error) {
	return a.sign(x509.Certificate{
		Subject:     pkix.Name{CommonName: user, Organization: []string{group}},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
}

// sign completes the template and signs it for a new key.
func (a authority) sign(template x509.Certificate) (keyPair, error) {
	key, err := newKey()
	if err != nil {
		return keyPair{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return keyPair{}, fmt.Errorf("serial number: %w", err)
	}
	now := time.Now()
	template.SerialNumber = serial
	template.NotBefore = now.Add(-time.Minute) // clocks of virtual machines jump
	template.NotAfter = now.Add(lifetime)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	raw, err := x509.CreateCertificate(rand.Reader, &template, a.certificate, key.Public(), a.key)
	if err != nil {
		return keyPair{}, fmt.Errorf("certificate of %s: %w", template.Subject, err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		return keyPair{}, fmt.Errorf("certificate of %s: %w", template.Subject, err)
	}
	encoded, err := cert.EncodeCertificates(certificate)
	if err != nil {
		return keyPair{}, fmt.Errorf("certificate of %s: %w", template.Subject, err)
	}
	return keyPair{certificate: encoded, key: key.pem}, nil
}
