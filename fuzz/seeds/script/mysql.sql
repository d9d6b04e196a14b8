CREATE TABLE `t` (`a` int(10) unsigned NOT NULL AUTO_INCREMENT, `b` enum('x') DEFAULT 'x' COMMENT 'it\'s', PRIMARY KEY (`a`), KEY `k` (`b`(1))) ENGINE=InnoDB COMMENT='t';
