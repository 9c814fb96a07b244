// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/snappy"
)

// MaxPacked is the largest bundle, in bytes as it is served, that is unpacked:
// 4 MiB. A real one has some 10 kB.
const MaxPacked = 4 << 20

// Unpack gives the bundle (JSON) that an address serves, as it is or as a raw
// snappy block (application/x-snappy, as GitHub serves it). What is in it
// decides, not the media type: a block that begins like JSON would hold 123
// bytes. The block says how long its text is, which is held against MaxBundle
// before any memory is taken.
func Unpack(data []byte) ([]byte, error) {
	switch {
	case len(data) == 0:
		return nil, errors.New("it is empty")
	case len(data) > MaxPacked:
		return nil, fmt.Errorf("it has %d bytes, more than the %d that are read", len(data), MaxPacked)
	case data[0] == '{':
		return data, nil
	}
	n, err := snappy.DecodedLen(data)
	if err != nil {
		return nil, errors.New("neither JSON nor a snappy block")
	}
	if n > MaxBundle {
		return nil, fmt.Errorf("unpacked it has %d bytes, more than the %d that are read", n, MaxBundle)
	}
	text, err := snappy.Decode(nil, data)
	if err != nil {
		return nil, errors.New("neither JSON nor a snappy block")
	}
	return text, nil
}
