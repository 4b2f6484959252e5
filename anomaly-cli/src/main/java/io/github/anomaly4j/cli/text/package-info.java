/** What the program says: plain characters, and the words of the command line. */
package io.github.anomaly4j.cli.text;
