#ifndef CWEBP_H
#define CWEBP_H

#include <stddef.h>
#include <stdint.h>

/// Writes a picture as a lossless WebP file.
///
/// `pixels` are `height` lines of `width` indices, `stride` bytes apart, both at most 16383; `palette` has 256 colours,
/// 0xAARRGGBB. Without a palette each pixel is four bytes: red, green, blue, alpha. Nothing outlives the call; the library keeps no state between calls, and neither does this.
///
/// Returns the bytes written to `file`, 0 when they would be more than `capacity` or there is no memory.
size_t sluice_webp_encode(const uint8_t *pixels, size_t stride, uint32_t width, uint32_t height,
                          const uint32_t *palette, uint8_t *file, size_t capacity);

#endif
