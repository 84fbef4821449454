/*
 * checkpoint_request.h - a request to checkpoint or restore, as what it asks for
 */
#ifndef BERTH_CHECKPOINT_REQUEST_H
#define BERTH_CHECKPOINT_REQUEST_H

#include "verbs.h"

struct checkpoint;
struct error;
struct request;

/* What checkpoint and restore share. */
#define CHECKPOINT_OPTIONS                                                                         \
	TEXT("image-path", 0, image_path, "DIR", "the image's directory; default: checkpoint"),    \
		TEXT("work-path", 0, work_path, "DIR",                                             \
		     "where criu keeps its log; default: the image's"),                            \
		FLAG("tcp-established", 0, criu.tcp_established, "keep open TCP connections"),     \
		FLAG("tcp-close", 0, criu.tcp_close, "close open TCP connections"),                \
		FLAG("ext-unix-sk", 0, criu.ext_unix_sk,                                           \
		     "allow unix sockets whose other end is outside"),                             \
		FLAG("shell-job", 0, criu.shell_job,                                               \
		     "allow processes of a session that began outside"),                           \
		FLAG("file-locks", 0, criu.file_locks, "keep file locks"),                         \
		FLAG("link-remap", 0, criu.link_remap,                                             \
		     "link deleted files that are open, to find them again"),                      \
		FLAG("lazy-pages", 0, criu.lazy_pages, "fetch memory when it is used"),            \
		FLAG("auto-dedup", 0, criu.auto_dedup,                                             \
		     "drop from earlier images what a later one has"),                             \
		CHOICE("manage-cgroups-mode", 0, manage_cgroups_mode, "soft|full|strict|ignore",   \
		       "what criu keeps of the cgroups"),                                          \
		TEXT("empty-ns", 0, empty_namespace, "network",                                    \
		     "leave the content of this namespace alone"),                                 \
		CHOICE("network-lock", 0, network_lock, "iptables|nftables|skip",                  \
		       "how criu holds up the network meanwhile")

int checkpoint_of(struct request *req, struct checkpoint *checkpoint, struct error *err);

#endif
