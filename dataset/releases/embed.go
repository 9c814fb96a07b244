// SPDX-License-Identifier: Apache-2.0

package releases

import "embed"

// Files holds WAVE/observations/ID.parquet, 2022/survey_2022.parquet and LICENSE.
//
//go:embed 2022 2026 LICENSE
var Files embed.FS
