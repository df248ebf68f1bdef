#ifndef CJPEG_H
#define CJPEG_H

#include <stddef.h>
#include <stdint.h>

/// Writes a picture as a JPEG file (baseline, 4:4:4).
///
/// `pixels` are `height` lines of `width` indices, `stride` bytes apart; `palette` has 256 × 3 bytes of red, green, blue.
/// Without a palette each pixel is four bytes, of which the first three are red, green, blue.
/// Nothing outlives the call, whichever way it ends, and the library's `longjmp` stays inside.
///
/// Returns the bytes written to `file`, 0 when they would be more than `capacity` or there is no memory.
size_t sluice_jpeg_encode(const uint8_t *pixels, size_t stride, uint32_t width, uint32_t height,
                          const uint8_t *palette, int quality, uint8_t *file, size_t capacity);

#endif
