/*
 * cni.c - a call of the CNI plugin: the configuration on stdin, and CNI_ARGS behind a NUL
 */
#include <string.h>

#include "cni_call.h"
#include "error.h"
#include "inet.h"
#include "json.h"
#include "network_words.h"
#include "target.h"
#include "text.h"

static const struct cni_command commands[] = {
	{.name = "ADD"           },
	{ .name = "DEL",    .needs = CNI_LENIENT},
	{ .name = "VERSION", .needs = CNI_NO_NETWORK},
};

/* What the effects rely on, since these become paths, devices and elements of the firewall. */
static void check(const struct cni_config *config)
{
	struct error err = NO_ERROR;

	HOLDS(cni_is_name(config->name) && !strchr(config->name, '/'), "%s\n", config->name);
	HOLDS(config->network != config->name || !config->own || config->request.name, "no name\n");
	for (size_t i = 0; i < config->ports.count; i++)
		HOLDS(config->ports.items[i].port && config->ports.items[i].host_port, "port 0\n");
	for (size_t i = 0; i < config->attachment.aliases.count; i++)
		HOLDS(network_is_host_name(config->attachment.aliases.items[i]), "%s\n",
		      config->attachment.aliases.items[i]);
	HOLDS(!(config->attachment.mac[0] & 1), "a MAC address of many\n");
	(void)network_check_name(config->network, &err); /* refused later, when it is loaded */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	size_t length = end ? (size_t)(end - data) : size;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		auto_arena struct arena arena = NO_ARENA;
		auto_text struct text answer = NO_TEXT;
		struct cni_call call = {.arena = &arena, .command = &commands[i]};
		struct error err = NO_ERROR;
		const char *arguments =
			end ? arena_bytes(&arena, end + 1, size - length - 1) : NULL;
		int read =
			cni_config_read(&call, arena_bytes(&arena, data, length), length, &err) ||
			cni_arguments_read(&call, arguments, &err);

		if (read) {
			struct json_document document = {.name = "the answer"};
			struct error broken = NO_ERROR;

			HOLDS(err.text[0], "a refusal without a word\n");
			cni_error_write(&call, &err, &answer);
			document.text = answer.start;
			document.size = answer.length;
			HOLDS(json_parse(&document, &arena, &broken) == 0, "%s: %s\n", broken.text,
			      answer.start);
		} else if (!(call.command->needs & CNI_NO_NETWORK)) {
			check(&call.config);
		}
	}
	return 0;
}
