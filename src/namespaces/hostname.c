/*
 * hostname.c - host and domain name
 */
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "job.h"
#include "plan.h"
#include "stages.h"

int hostname_set(struct job *job, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;
	const char *host = namespaces->hostname, *domain = namespaces->domainname;

	if (host && sethostname(host, strlen(host)))
		return fail(err, SYSTEM, "set the hostname %s", host);
	if (domain && setdomainname(domain, strlen(domain)))
		return fail(err, SYSTEM, "set the domainname %s", domain);
	return 0;
}
