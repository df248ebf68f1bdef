#include "CWebP.h"

#include <string.h>

#include <webp/encode.h>
#include <webp/mux.h>

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

sluice_webp_animation *sluice_webp_animation_begin(void) {
    WebPMux *mux = WebPMuxNew();
    // Paper that nobody sees: each frame is of the whole size and replaces what was before. 0 loops for ever.
    WebPMuxAnimParams params = {.bgcolor = 0, .loop_count = 0};
    if (mux && WebPMuxSetAnimationParams(mux, &params) != WEBP_MUX_OK) {
        WebPMuxDelete(mux);
        return NULL;
    }
    return (sluice_webp_animation *)mux;
}

int sluice_webp_animation_add(sluice_webp_animation *animation, const uint8_t *bytes, size_t count,
                              int32_t milliseconds) {
    WebPMuxFrameInfo frame;
    memset(&frame, 0, sizeof frame);
    frame.bitstream.bytes = bytes;
    frame.bitstream.size = count;
    frame.duration = milliseconds;
    frame.id = WEBP_CHUNK_ANMF;
    frame.dispose_method = WEBP_MUX_DISPOSE_NONE;
    frame.blend_method = WEBP_MUX_NO_BLEND;
    return WebPMuxPushFrame((WebPMux *)animation, &frame, 1) == WEBP_MUX_OK;
}

uint8_t *sluice_webp_animation_end(sluice_webp_animation *animation, size_t *count) {
    WebPData file;
    WebPDataInit(&file);
    if (WebPMuxAssemble((WebPMux *)animation, &file) != WEBP_MUX_OK) return NULL;
    *count = file.size;
    return (uint8_t *)file.bytes;
}

void sluice_webp_animation_free(sluice_webp_animation *animation) { WebPMuxDelete((WebPMux *)animation); }

void sluice_webp_free(uint8_t *bytes) { WebPFree(bytes); }
