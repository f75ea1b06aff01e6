"""Generated questions of fitting with answers that are known without arkit: closed forms, clipping, brute force."""
