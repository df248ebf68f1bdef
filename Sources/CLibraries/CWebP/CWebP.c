#include "CWebP.h"

#include <string.h>

#include <webp/encode.h>

/// The file so far.
struct file {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
};

static int append(const uint8_t *data, size_t size, const WebPPicture *picture) {
    struct file *file = picture->custom_ptr;
    if (size > file->capacity - file->count) return 0;
    memcpy(file->bytes + file->count, data, size);
    file->count += size;
    return 1;
}

/// 0xAARRGGBB from bytes of red, green, blue and alpha.
static uint32_t colour(const uint8_t *bytes) {
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
}

size_t sluice_webp_encode(const uint8_t *pixels, size_t stride, uint32_t width, uint32_t height,
                          const uint32_t *palette, uint8_t *bytes, size_t capacity) {
    WebPConfig config;
    WebPPicture picture;
    struct file file = {.bytes = bytes, .count = 0, .capacity = capacity};
    if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) return 0;
    // Level 0 of 9: a picture of few colours is small at once, and further levels take several times as long.
    if (!WebPConfigInit(&config) || !WebPConfigLosslessPreset(&config, 0)) return 0;
    if (!WebPPictureInit(&picture)) return 0;
    picture.use_argb = 1;
    picture.width = (int)width;
    picture.height = (int)height;
    picture.writer = append;
    picture.custom_ptr = &file;
    if (!WebPPictureAlloc(&picture)) return 0;
    for (uint32_t row = 0; row < height; row++) {
        const uint8_t *source = pixels + (size_t)row * stride;
        uint32_t *line = picture.argb + (size_t)row * (size_t)picture.argb_stride;
        for (uint32_t column = 0; column < width; column++) {
            line[column] = palette == NULL ? colour(source + 4 * (size_t)column) : palette[source[column]];
        }
    }
    int succeeded = WebPEncode(&config, &picture);
    WebPPictureFree(&picture);
    return succeeded ? file.count : 0;
}
