/** The time limit of every test, of JUnit Jupiter and of jqwik. */
package org.fairloop.timelimit;
