/* SPDX-License-Identifier: Apache-2.0 */
/* Who and which car an attack takes. */
#ifndef CLI_BIZ_CAST_H
#define CLI_BIZ_CAST_H

#include "cli/biz_raid.h"

/** biz_cast_fill(b, r, s): Cast ${s} for ${r}; false: nobody fits now. */
bool biz_cast_fill(struct biz *, struct biz_raid *, struct biz_scene *);

/** biz_cast_next(b, r, unit): The next car like ${unit}; itself if none. */
struct sim_unit *biz_cast_next(struct biz *, const struct biz_raid *,
    struct sim_unit *);

#endif
