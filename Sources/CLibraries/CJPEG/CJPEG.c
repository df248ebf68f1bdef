#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

/// The library's error manager with the place that its errors return to.
struct failure {
    struct jpeg_error_mgr manager;
    jmp_buf place;
};

static void fail(j_common_ptr info) {
    longjmp(((struct failure *)info->err)->place, 1);
}

static void be_silent(j_common_ptr info) {
    (void)info;
}

static void begin_file(j_compress_ptr info) {
    (void)info;
}

/// Called when the file is full: there is no more room.
static boolean refuse_more(j_compress_ptr info) {
    ERREXIT(info, JERR_BUFFER_SIZE);
    return FALSE;
}

static void end_file(j_compress_ptr info) {
    (void)info;
}

static void set_up(j_compress_ptr info, uint32_t width, uint32_t height, int quality) {
    info->image_width = width;
    info->image_height = height;
    info->input_components = 3;
    info->in_color_space = JCS_RGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, quality, TRUE);
    // Colours of maps change from one pixel to the next: halving their resolution would show.
    for (int component = 0; component < info->num_components; component++) {
        info->comp_info[component].h_samp_factor = 1;
        info->comp_info[component].v_samp_factor = 1;
    }
}

size_t sluice_jpeg_encode(const uint8_t *pixels, size_t stride, uint32_t width, uint32_t height,
                          const uint8_t *palette, int quality, uint8_t *file, size_t capacity) {
    struct failure failure;
    struct jpeg_compress_struct info;
    struct jpeg_destination_mgr target = {
        .next_output_byte = file,
        .free_in_buffer = capacity,
        .init_destination = begin_file,
        .empty_output_buffer = refuse_more,
        .term_destination = end_file,
    };
    // Set before setjmp and never after: its value is certain when an error comes back.
    uint8_t *const line = malloc((size_t)width * 3);
    if (line == NULL || capacity == 0) {
        free(line);
        return 0;
    }
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = fail;
    failure.manager.output_message = be_silent;
    if (setjmp(failure.place) != 0) {
        jpeg_destroy_compress(&info);
        free(line);
        return 0;
    }
    jpeg_create_compress(&info);
    info.dest = &target;
    set_up(&info, width, height, quality);
    jpeg_start_compress(&info, TRUE);
    for (uint32_t row = 0; row < height; row++) {
        const uint8_t *source = pixels + (size_t)row * stride;
        for (uint32_t column = 0; column < width; column++) {
            const uint8_t *colour = palette == NULL ? source + 4 * (size_t)column : palette + 3 * (size_t)source[column];
            line[3 * (size_t)column] = colour[0];
            line[3 * (size_t)column + 1] = colour[1];
            line[3 * (size_t)column + 2] = colour[2];
        }
        JSAMPROW lines[1] = {line};
        jpeg_write_scanlines(&info, lines, 1);
    }
    jpeg_finish_compress(&info);
    size_t written = capacity - target.free_in_buffer;
    jpeg_destroy_compress(&info);
    free(line);
    return written;
}
