#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

/* Lists of parameters are arrays of a struct that points into the caller's memory, made by functions by value: C. */

static inline EVP_PKEY *sluice_public_key(const char *type, OSSL_PARAM *parameters) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context != NULL && EVP_PKEY_fromdata_init(context) == 1) {
        /* Leaves NULL where it fails. */
        (void)EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    }
    EVP_PKEY_CTX_free(context);
    return key;
}

/* A public RSA key, or NULL; the numbers are in the machine's byte order, least significant byte first here.
   libcrypto looks at neither: an exponent of 1 is a key to it. */
static inline EVP_PKEY *sluice_rsa_public_key(
    unsigned char *modulus, size_t modulus_bytes, unsigned char *exponent, size_t exponent_bytes) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus, modulus_bytes),
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent, exponent_bytes),
        OSSL_PARAM_construct_end(),
    };
    return sluice_public_key("RSA", parameters);
}

/* The public key of a point (0x04, x, y) on the curve of that name, or NULL where it does not lie on it. */
static inline EVP_PKEY *sluice_ec_public_key(const char *curve, unsigned char *point, size_t point_bytes) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, point_bytes),
        OSSL_PARAM_construct_end(),
    };
    return sluice_public_key("EC", parameters);
}
