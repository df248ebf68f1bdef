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

/// An animation under way; it belongs to one thread at a time.
typedef struct sluice_webp_animation sluice_webp_animation;

/// Begins an animation that is shown again and again; NULL without memory.
sluice_webp_animation *sluice_webp_animation_begin(void);

/// Adds a copy of a WebP file of one picture, of the size of those before it, that is shown for so long.
///
/// Returns 1, or 0 where the library refuses.
int sluice_webp_animation_add(sluice_webp_animation *animation, const uint8_t *bytes, size_t count,
                              int32_t milliseconds);

/// The file of all pictures, for `sluice_webp_free`; NULL where the library refuses.
uint8_t *sluice_webp_animation_end(sluice_webp_animation *animation, size_t *count);

void sluice_webp_animation_free(sluice_webp_animation *animation);

void sluice_webp_free(uint8_t *bytes);

#endif
