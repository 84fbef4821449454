/*
 * feature_words.h - lists of words in what `features` prints
 */
#ifndef BERTH_FEATURE_WORDS_H
#define BERTH_FEATURE_WORDS_H

struct json;

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* An array of strings; the list ends with NULL. */
void feature_words(struct json *json, const char *key, const char *const *words);

/* linux.seccomp */
void features_of_seccomp(struct json *json);

#endif
