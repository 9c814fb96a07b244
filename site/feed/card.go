// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"

	"github.com/ossf/package-manager-landscape/site/model"
)

// drawCard is the picture that other sites show beside a link: the whole comparison
// as a grid, a row for each registry and a column for each feature.
func drawCard(b *bytes.Buffer, m *model.Model) error {
	const width, height, margin = 1200, 630, 60
	names := []string{"", "yes", "part", "plan", "expl", "no", "na", "unk"}
	shades := color.Palette{color.RGBA{0xfb, 0xfa, 0xf8, 0xff}}
	for _, rgb := range []uint32{0x2f8f5b, 0xd9a93f, 0x5c8fd6, 0x9d86d1, 0xcf6f66, 0xe3e1dc, 0xb9bec5} {
		shades = append(shades, color.RGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 0xff})
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), shades)
	across, down := max(1, len(m.Features)), max(1, len(m.Ecosystems))
	for i, f := range m.Features {
		for k, c := range f.Cells {
			shade := shades[max(slices.Index(names, c.Class), 0)]
			x0, x1 := margin+i*(width-2*margin)/across, margin+(i+1)*(width-2*margin)/across-2
			y0, y1 := margin+k*(height-2*margin)/down, margin+(k+1)*(height-2*margin)/down-4
			draw.Draw(img, image.Rect(x0, y0, x1, y1), image.NewUniform(shade), image.Point{}, draw.Src)
		}
	}
	return png.Encode(b, img)
}
