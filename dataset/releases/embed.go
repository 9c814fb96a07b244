// SPDX-License-Identifier: Apache-2.0

// Package releases embeds the observations of the built-in releases, the
// baseline of 2022, and their terms.
package releases

import "embed"

// Files holds WAVE/observations/ID.parquet, 2022/survey_2022.parquet and LICENSE.
//
//go:embed 2022 2026 LICENSE
var Files embed.FS
