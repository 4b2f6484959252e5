/** How long a detection takes, and which of its steps take how much of it. */
package io.github.anomaly4j.detect;
